package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// VirtualNumber is a rented number.
type VirtualNumber struct {
	ID                    int64
	PhoneNumber           string // E.164
	Name                  *string
	CountryCode           string
	Active                bool
	Recording             bool
	RoutingStrategy       string
	AIReceptionistEnabled bool
	// ProjectID is 0 where the number has no project.
	ProjectID int64
	// Operators are the ids of those attached, in the order of their priority.
	Operators []int64
	// RecentCalls are answered with the detail form.
	RecentCalls []RecentCall
}

// RecentCall is one call, with a caller's personal data.
type RecentCall struct {
	ID                int64     `json:"id"`
	PhoneNumber       string    `json:"phone_number"`
	CallerName        string    `json:"caller_name"`
	CallStatus        string    `json:"call_status"`
	CallDuration      int64     `json:"call_duration"`
	Direction         string    `json:"direction"`
	AIHandled         bool      `json:"ai_handled"`
	TranscriptSummary *string   `json:"transcript_summary"`
	CreatedAt         time.Time `json:"created_at"`
}

// InventoryEntry is a number that may be rented. The carrier may leave any field empty, and the answer lacks it then.
type InventoryEntry struct {
	PhoneNumber   string `json:"phone_number,omitempty"`
	CountryCode   string `json:"country_code,omitempty"`
	NumberType    string `json:"number_type,omitempty"`
	UpfrontCost   string `json:"upfront_cost,omitempty"`
	MonthlyCost   string `json:"monthly_cost,omitempty"`
	Features      any    `json:"features,omitempty"`
	Region        any    `json:"region_information,omitempty"`
	RequiresGroup bool   `json:"-"` // rented only with a requirement_group_id
	NumberID      int64  `json:"-"` // the id that the number gets when it is rented; 0 stands for a new one
}

var (
	strategies  = []string{"priority", "round_robin", "simultaneous"}
	numberTypes = []string{"mobile", "local", "toll-free", "national"}
)

// AddVirtualNumber puts a number into the account and returns its id: the one that it has, else a new one. Country and
// routing strategy default to US and priority.
func (s *Sandbox) AddVirtualNumber(number VirtualNumber) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addNumber(number)
}

func (s *Sandbox) addNumber(number VirtualNumber) int64 {
	number.ID = s.newID(number.ID)
	if number.CountryCode == "" {
		number.CountryCode = "US"
	}
	if number.RoutingStrategy == "" {
		number.RoutingStrategy = "priority"
	}
	s.numbers[number.ID] = &number
	s.noteRouting(number.ID)
	return number.ID
}

// VirtualNumber returns a copy of a number, and whether it is there.
func (s *Sandbox) VirtualNumber(id int64) (VirtualNumber, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	number, ok := s.numbers[id]
	if !ok {
		return VirtualNumber{}, false
	}
	copied := *number
	copied.Name = clone(number.Name)
	copied.Operators = slices.Clone(number.Operators)
	return copied, true
}

// VirtualNumbers returns how many numbers the account has.
func (s *Sandbox) VirtualNumbers() int { return len(s.VirtualNumberIDs()) }

// VirtualNumberIDs returns the ids of the account's numbers, in their order.
func (s *Sandbox) VirtualNumberIDs() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedIDs(s.numbers)
}

// EditVirtualNumber changes a number as somebody in the dashboard would.
func (s *Sandbox) EditVirtualNumber(id int64, edit func(*VirtualNumber)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	edit(s.numbers[id])
	s.noteRouting(id)
}

// ReleaseVirtualNumber takes a number out of the account, which only the dashboard can.
func (s *Sandbox) ReleaseVirtualNumber(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.numbers, id)
}

// AddInventory offers a number for rent.
func (s *Sandbox) AddInventory(entries ...InventoryEntry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inventory = append(s.inventory, entries...)
}

// RoutingHistory returns each list of operators that a number has had, in order: the proof that a line was never
// without one.
func (s *Sandbox) RoutingHistory(id int64) [][]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.routing[id])
}

func (s *Sandbox) noteRouting(id int64) {
	current := slices.Clone(s.numbers[id].Operators)
	history := s.routing[id]
	if len(history) == 0 || !slices.Equal(history[len(history)-1], current) {
		s.routing[id] = append(history, current)
	}
}

// reachesNumber finds a number within the key's scope.
func (s *Sandbox) reachesNumber(key Key, id int64) (*VirtualNumber, *failure) {
	number, ok := s.numbers[id]
	if !ok || (key.ProjectID != 0 && number.ProjectID != key.ProjectID) {
		return nil, notFound()
	}
	return number, nil
}

func (s *Sandbox) listNumbers(c call) (result, *failure) {
	items := []any{}
	for _, id := range sortedIDs(s.numbers) {
		if number, f := s.reachesNumber(c.key, id); f == nil {
			items = append(items, s.shortForm(number))
		}
	}
	return page(s, c, items)
}

func (s *Sandbox) getNumber(c call) (result, *failure) {
	number, f := s.reachesNumber(c.key, c.id)
	if f != nil {
		return result{}, f
	}
	return data(http.StatusOK, s.detailForm(c.key, number))
}

func (s *Sandbox) patchNumber(c call) (result, *failure) {
	number, f := s.reachesNumber(c.key, c.id)
	if f != nil {
		return result{}, f
	}
	body, f := readFields(c.body)
	if f != nil {
		return result{}, f
	}
	changed := *number
	take(body, "name", func(v string) { changed.Name = &v }, func() { changed.Name = nil })
	take(body, "active", func(v bool) { changed.Active = v }, nil)
	take(body, "recording", func(v bool) { changed.Recording = v }, nil)
	take(body, "routing_strategy", func(v string) {
		changed.RoutingStrategy = v
		if !contains(strategies, v) {
			body.messages = append(body.messages, inclusion("routing_strategy"))
		}
	}, nil)
	if f := body.finish(); f != nil {
		return result{}, f
	}
	*number = changed
	return data(http.StatusOK, s.detailForm(c.key, number))
}

func (s *Sandbox) listInventory(c call) (result, *failure) {
	country, numberType := strings.ToUpper(c.query.Get("country")), c.query.Get("number_type")
	if country == "" {
		country = "US"
	}
	if numberType == "" {
		numberType = "mobile"
	}
	if !contains(numberTypes, numberType) {
		return result{}, invalid(inclusion("number_type"))
	}
	items := []InventoryEntry{}
	for _, entry := range s.inventory {
		if (entry.CountryCode == "" || entry.CountryCode == country) && (entry.NumberType == "" || entry.NumberType == numberType) {
			items = append(items, entry)
		}
	}
	return data(http.StatusOK, items)
}

func (s *Sandbox) purchase(c call) (result, *failure) {
	body, f := readFields(c.body)
	if f != nil {
		return result{}, f
	}
	number := VirtualNumber{Active: true, Recording: true, ProjectID: c.key.ProjectID}
	var group int64
	ignore := func(string) {}
	take(body, "phone_number", func(v string) { number.PhoneNumber = v }, nil)
	take(body, "country_code", func(v string) { number.CountryCode = strings.ToUpper(v) }, nil)
	take(body, "number_type", func(v string) {
		if !contains(numberTypes, v) {
			body.messages = append(body.messages, inclusion("number_type"))
		}
	}, nil)
	take(body, "name", func(v string) { number.Name = &v }, func() {})
	take(body, "requirement_group_id", func(v int64) { group = v }, nil)
	take(body, "upfront_cost", ignore, nil)
	take(body, "monthly_cost", ignore, nil)
	if number.PhoneNumber == "" {
		return result{}, invalid("phone_number is required")
	}
	if f := body.finish(); f != nil {
		return result{}, f
	}
	index := slices.IndexFunc(s.inventory, func(e InventoryEntry) bool { return e.PhoneNumber == number.PhoneNumber })
	if index < 0 {
		return result{}, invalid("Phone number is not available")
	}
	entry := s.inventory[index]
	if entry.RequiresGroup && group == 0 {
		return result{}, invalid("Requirement group is required for this country")
	}
	if number.CountryCode == "" {
		number.CountryCode = entry.CountryCode
	}
	s.inventory = slices.Delete(s.inventory, index, index+1)
	number.ID = entry.NumberID
	id := s.addNumber(number)
	return data(http.StatusCreated, s.shortForm(s.numbers[id]))
}

func (s *Sandbox) addOperator(c call) (result, *failure) {
	number, f := s.reachesNumber(c.key, c.id)
	if f != nil {
		return result{}, f
	}
	body, f := readFields(c.body)
	if f != nil {
		return result{}, f
	}
	var id int64
	var phone, name string
	take(body, "operator_id", func(v int64) { id = v }, nil)
	take(body, "phone_number", func(v string) { phone = v }, nil)
	take(body, "name", func(v string) { name = v }, nil)
	if f := body.finish(); f != nil {
		return result{}, f
	}
	if id == 0 {
		operator, f := newOperator(Operator{Name: name, PhoneNumber: phone, Active: true}, c.key)
		if f != nil {
			return result{}, f
		}
		id = s.addOperatorObject(operator)
	}
	if _, f := s.reachesOperator(c.key, id); f != nil {
		return result{}, f
	}
	if !slices.Contains(number.Operators, id) {
		number.Operators = append(number.Operators, id)
		s.noteRouting(number.ID)
	}
	return data(http.StatusOK, s.detailForm(c.key, number))
}

func (s *Sandbox) removeOperator(c call) (result, *failure) {
	number, f := s.reachesNumber(c.key, c.id)
	if f != nil {
		return result{}, f
	}
	id, err := strconv.ParseInt(c.query.Get("operator_id"), 10, 64)
	if err != nil {
		return result{}, invalid("operator_id is required")
	}
	index := slices.Index(number.Operators, id)
	if index < 0 {
		return result{}, notFound()
	}
	number.Operators = slices.Delete(slices.Clone(number.Operators), index, index+1)
	s.noteRouting(number.ID)
	return data(http.StatusOK, s.detailForm(c.key, number))
}

func (s *Sandbox) shortForm(number *VirtualNumber) any {
	first := []any{}
	for _, id := range number.Operators[:min(3, len(number.Operators))] {
		operator := s.operators[id]
		first = append(first, map[string]any{"id": id, "name": operator.Name, "initials": initials(operator.Name)})
	}
	return map[string]any{
		"id": number.ID, "phone_number": number.PhoneNumber, "name": number.Name, "country_code": number.CountryCode,
		"active": number.Active, "ai_receptionist_enabled": number.AIReceptionistEnabled,
		"operators": first, "operators_count": len(number.Operators),
	}
}

func (s *Sandbox) detailForm(key Key, number *VirtualNumber) any {
	attached, available := []any{}, []any{}
	for priority, id := range number.Operators {
		entry := operatorReference(s.operators[id])
		entry["priority"] = priority
		attached = append(attached, entry)
	}
	for _, id := range sortedIDs(s.operators) {
		if _, f := s.reachesOperator(key, id); f == nil && !slices.Contains(number.Operators, id) {
			available = append(available, operatorReference(s.operators[id]))
		}
	}
	calls := number.RecentCalls
	if calls == nil {
		calls = []RecentCall{}
	}
	return map[string]any{
		"id": number.ID, "phone_number": number.PhoneNumber, "name": number.Name, "country_code": number.CountryCode,
		"active": number.Active, "recording": number.Recording, "routing_strategy": number.RoutingStrategy,
		"ai_receptionist_enabled": number.AIReceptionistEnabled,
		"stats":                   map[string]any{"total_calls": 142, "answered_calls": 118, "missed_calls": 24, "average_duration_seconds": 184},
		"operators":               attached, "available_operators": available, "recent_calls": calls,
	}
}
