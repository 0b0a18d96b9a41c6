package identitycall

import "context"

// phoneIndex finds the objects of a list that have a phone number, without comparing it with each of them. It outlives the
// list that it was built from: only what can add, remove or change a phone number drops it, so that adopting many virtual
// numbers in one apply does not list them after each PATCH.
type phoneIndex[T any] struct {
	client *Client
	phone  func(T) string
	list   func(context.Context) ([]T, error)
	cache  *memory[whole, phoneSearch[T]]
}

type phoneSearch[T any] struct {
	items []T
	find  func(number string) []int
}

func newPhoneIndex[T any](client *Client, phone func(T) string, list func(context.Context) ([]T, error)) *phoneIndex[T] {
	return &phoneIndex[T]{client: client, phone: phone, list: list, cache: newMemory[whole, phoneSearch[T]]()}
}

// find returns the objects with a phone number as the list showed them, nil if there are none.
func (x *phoneIndex[T]) find(ctx context.Context, number string) ([]T, error) {
	search, err := x.cache.get(ctx, whole{}, x.build)
	if err != nil {
		return nil, err
	}
	var found []T
	for _, position := range search.find(number) {
		found = append(found, search.items[position])
	}
	return found, nil
}

func (x *phoneIndex[T]) drop() { x.cache.drop(whole{}) }

func (x *phoneIndex[T]) build(ctx context.Context) (phoneSearch[T], error) {
	items, err := x.list(ctx)
	if err != nil {
		return phoneSearch[T]{}, err
	}
	numbers := make([]string, len(items))
	for i, item := range items {
		numbers[i] = x.phone(item)
	}
	index := x.client.config.IndexPhoneNumbers
	if index == nil {
		index = indexStrings
	}
	return phoneSearch[T]{items, index(numbers)}, nil
}

func indexStrings(numbers []string) func(string) []int {
	positions := map[string][]int{}
	for i, number := range numbers {
		positions[number] = append(positions[number], i)
	}
	return func(number string) []int { return positions[number] }
}
