package sandbox

import "fmt"

var (
	firstNames = []string{"Alice", "Bruno", "Chen", "Dana", "Emil", "Farah", "Greta", "Hugo", "Ida", "Jonas", "Kim", "Lou"}
	lastNames  = []string{"Adler", "Brandt", "Costa", "Dietz", "Evans", "Frank", "Green", "Hall", "Iten", "Jones", "Kaya"}
)

// Generate adds numbers of several countries and their operators: one for every ten numbers, and two more. Of twenty
// numbers, two are inactive, and one that is active has no operators. The result depends on count only.
func (s *Sandbox) Generate(count int) {
	if count == 0 {
		return
	}
	projects := []int64{
		s.AddProject(Project{Name: "Sales", Language: "en"}),
		s.AddProject(Project{Name: "Support", Language: "de"}), 0,
	}
	teams := []string{"Sales", "Support", "Office"}
	var operators []int64
	for i := range count/10 + 2 {
		name := firstNames[i%len(firstNames)] + " " + lastNames[i%len(lastNames)] // two coprime lengths: 132 names
		if repeated := i / (len(firstNames) * len(lastNames)); repeated > 0 {
			name = fmt.Sprintf("%s %d", name, repeated+1)
		}
		operators = append(operators, s.AddOperator(Operator{
			Name: name, PhoneNumber: fmt.Sprintf("+1555%07d", 9000000+i), Active: true,
		}))
	}
	for i := range count {
		name := fmt.Sprintf("%s %d", teams[i%3], i+1)
		number := VirtualNumber{
			PhoneNumber: fmt.Sprintf("+1555%07d", 2000000+i), Name: &name, ProjectID: projects[i%3],
			Active: i%10 != 9, Recording: i%4 != 0, RoutingStrategy: strategies[i%3],
			Operators: []int64{operators[i%len(operators)], operators[(i+1)%len(operators)]},
			Stats:     map[string]int64{"total_calls": 100, "answered_calls": int64(100 - i%30), "missed_calls": int64(i % 30)},
		}
		switch i % 5 {
		case 3:
			number.PhoneNumber, number.CountryCode = fmt.Sprintf("+4420%08d", 79460000+i), "GB"
		case 4:
			number.PhoneNumber, number.CountryCode = fmt.Sprintf("+4930%08d", 23125000+i), "DE"
		}
		if i%20 == 7 {
			number.Operators = nil
		}
		s.AddVirtualNumber(number)
	}
}
