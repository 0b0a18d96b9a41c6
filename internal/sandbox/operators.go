package sandbox

import (
	"net/http"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// Operator is a human agent that calls are routed to.
type Operator struct {
	ID          int64
	Name        string
	PhoneNumber string // E.164
	Email       *string
	Active      bool
	// ProjectID is 0 if the operator is not linked to a project.
	ProjectID int64
}

// AddOperator adds an operator and returns its ID, which is a new one if operator.ID is 0.
func (s *Sandbox) AddOperator(operator Operator) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addOperator(operator)
}

func (s *Sandbox) addOperator(operator Operator) int64 {
	operator.ID = s.newID(operator.ID)
	s.operators[operator.ID] = &operator
	return operator.ID
}

// Operator returns a copy of an operator, and whether it exists.
func (s *Sandbox) Operator(id int64) (Operator, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	operator, ok := s.operators[id]
	if !ok {
		return Operator{}, false
	}
	copied := *operator
	copied.Email = clone(operator.Email)
	return copied, true
}

// Operators returns copies of all operators, ordered by ID.
func (s *Sandbox) Operators() []Operator {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Operator
	for _, id := range sortedIDs(s.operators) {
		all = append(all, *s.operators[id])
	}
	return all
}

// EditOperator changes an operator, as in the dashboard.
func (s *Sandbox) EditOperator(id int64, edit func(*Operator)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	edit(s.operators[id])
}

// RemoveOperator deletes an operator and its attachments.
func (s *Sandbox) RemoveOperator(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropOperator(id)
}

func (s *Sandbox) dropOperator(id int64) {
	delete(s.operators, id)
	for _, number := range s.numbers {
		if index := slices.Index(number.Operators, id); index >= 0 {
			number.Operators = slices.Delete(slices.Clone(number.Operators), index, index+1)
			s.recordRouting(number.ID)
		}
	}
}

// visibleOperator returns an operator in the key's scope, or a 404.
func (s *Sandbox) visibleOperator(key Key, id int64) (*Operator, *failure) {
	operator, ok := s.operators[id]
	if !ok || (key.ProjectID != 0 && operator.ProjectID != key.ProjectID) {
		return nil, notFound()
	}
	return operator, nil
}

func (s *Sandbox) listOperators(req apiRequest) (result, *failure) {
	var visible []*Operator
	for _, id := range sortedIDs(s.operators) {
		if operator, f := s.visibleOperator(req.key, id); f == nil {
			visible = append(visible, operator)
		}
	}
	sort.SliceStable(visible, func(i, j int) bool { return visible[i].Name < visible[j].Name })
	items := []any{}
	for _, operator := range visible {
		entry := operatorForm(operator)
		entry["virtual_numbers_count"] = len(s.numbersOf(operator.ID))
		items = append(items, entry)
	}
	return page(s, req, items)
}

func (s *Sandbox) createOperator(req apiRequest) (result, *failure) {
	body, f := readFields(req.body)
	if f != nil {
		return result{}, f
	}
	operator := Operator{Active: true}
	readOperator(body, &operator)
	if f := body.failure(); f != nil {
		return result{}, f
	}
	operator, f = newOperator(operator, req.key)
	if f != nil {
		return result{}, f
	}
	id := s.addOperator(operator)
	return data(http.StatusCreated, s.operatorDetail(s.operators[id]))
}

func (s *Sandbox) getOperator(req apiRequest) (result, *failure) {
	operator, f := s.visibleOperator(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	return data(http.StatusOK, s.operatorDetail(operator))
}

func (s *Sandbox) patchOperator(req apiRequest) (result, *failure) {
	operator, f := s.visibleOperator(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	body, f := readFields(req.body)
	if f != nil {
		return result{}, f
	}
	changed := *operator
	readOperator(body, &changed)
	if f := body.failure(); f != nil {
		return result{}, f
	}
	if f := changed.normalize(); f != nil {
		return result{}, f
	}
	*operator = changed
	return data(http.StatusOK, s.operatorDetail(operator))
}

func (s *Sandbox) deleteOperator(req apiRequest) (result, *failure) {
	if _, f := s.visibleOperator(req.key, req.id); f != nil {
		return result{}, f
	}
	s.dropOperator(req.id)
	return result{http.StatusOK, map[string]any{"success": true}}, nil
}

func readOperator(body *fields, operator *Operator) {
	readField(body, "name", func(v string) { operator.Name = v }, nil)
	readField(body, "phone_number", func(v string) { operator.PhoneNumber = v }, nil)
	readField(body, "email", func(v string) {
		operator.Email = &v
		if !strings.Contains(v, "@") {
			body.messages = append(body.messages, "Email is invalid")
		}
	}, func() { operator.Email = nil })
	readField(body, "active", func(v bool) { operator.Active = v }, nil)
}

func newOperator(operator Operator, key Key) (Operator, *failure) {
	operator.ProjectID = key.ProjectID
	return operator, operator.normalize()
}

// normalize validates an operator and converts its phone number to E.164.
func (o *Operator) normalize() *failure {
	var messages []string
	if strings.TrimSpace(o.Name) == "" {
		messages = append(messages, "Name can't be blank")
	}
	number, ok := e164(o.PhoneNumber)
	switch {
	case strings.TrimSpace(o.PhoneNumber) == "":
		messages = append(messages, "Phone number can't be blank")
	case !ok:
		messages = append(messages, "Phone number is invalid")
	}
	if len(messages) > 0 {
		return invalid(messages...)
	}
	o.PhoneNumber = number
	return nil
}

// e164 converts a phone number in E.164 or in local format to E.164, and returns false if it is neither. The account is
// in the United States, where a local number has ten digits, with or without a 1 in front. Any other number is E.164,
// with or without its plus sign; without one, seven digits are a local number that lacks its area code.
func e164(number string) (string, bool) {
	number, plus := strings.CutPrefix(strings.TrimSpace(number), "+")
	if strings.ContainsFunc(number, func(r rune) bool { return r == '+' || unicode.IsLetter(r) }) {
		return "", false
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	switch {
	case len(digits) < 7 || len(digits) > 15 || digits[0] == '0':
		return "", false
	case !plus && len(digits) == 10:
		return "+1" + digits, true
	}
	return "+" + digits, plus || len(digits) > 7
}

func (s *Sandbox) numbersOf(operator int64) []any {
	numbers := []any{}
	for _, id := range sortedIDs(s.numbers) {
		if number := s.numbers[id]; slices.Contains(number.Operators, operator) {
			numbers = append(numbers, map[string]any{
				"id": id, "phone_number": number.PhoneNumber, "name": number.Name, "active": number.Active,
			})
		}
	}
	return numbers
}

func (s *Sandbox) operatorDetail(operator *Operator) any {
	entry := operatorForm(operator)
	entry["virtual_numbers"] = s.numbersOf(operator.ID)
	return entry
}

func operatorForm(operator *Operator) map[string]any {
	entry := operatorReference(operator)
	entry["email"], entry["active"] = operator.Email, operator.Active
	return entry
}

func operatorReference(operator *Operator) map[string]any {
	return map[string]any{
		"id": operator.ID, "name": operator.Name, "phone_number": operator.PhoneNumber, "initials": initials(operator.Name),
	}
}

// initials returns the first letters of the first and last words of a name, or the first two letters of a single word.
func initials(name string) string {
	words := strings.Fields(name)
	switch {
	case len(words) == 0:
		return ""
	case len(words) == 1:
		letters := []rune(words[0])
		return strings.ToUpper(string(letters[:min(2, len(letters))]))
	}
	return strings.ToUpper(string([]rune(words[0])[:1]) + string([]rune(words[len(words)-1])[:1]))
}
