package phonenumber

// endingDigits is how many last digits all formats of a number share. They differ only in front of the national number,
// which has the digits of the number but those of its country code: at most three.
const endingDigits = minDigits - 3

// Index finds a phone number in a list without comparing it with every entry. It is safe for concurrent use.
type Index struct {
	numbers   []string
	positions map[string][]int // by ending
}

// NewIndex returns an index of numbers.
func NewIndex(numbers []string) *Index {
	x := &Index{numbers, map[string][]int{}}
	for i, number := range numbers {
		x.positions[ending(number)] = append(x.positions[ending(number)], i)
	}
	return x
}

// Find returns the positions, in ascending order, of the numbers that are the Same as number.
func (x *Index) Find(number string) []int {
	var found []int
	for _, i := range x.positions[ending(number)] {
		if Same(number, x.numbers[i]) {
			found = append(found, i)
		}
	}
	return found
}

// ending returns the last digits of a phone number. A text that is not one has only one form.
func ending(number string) string {
	if Check(number) != nil {
		return number
	}
	digits, _, _ := split(number)
	return digits[len(digits)-endingDigits:]
}
