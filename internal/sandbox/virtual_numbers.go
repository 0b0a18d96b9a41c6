package sandbox

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// VirtualNumber is a phone number that the account has purchased.
type VirtualNumber struct {
	ID                    int64
	PhoneNumber           string // E.164
	Name                  *string
	CountryCode           string
	Active                bool
	Recording             bool
	RoutingStrategy       string
	AIReceptionistEnabled bool
	// ProjectID is 0 if the number has no project.
	ProjectID int64
	// Operators are the IDs of the attached operators, by priority.
	Operators []int64
	// RecentCalls are part of the detail form.
	RecentCalls []RecentCall
	// Stats replaces some of sampleStats.
	Stats map[string]int64
}

// sampleStats are the statistics of the API reference.
var sampleStats = map[string]int64{
	"total_calls": 142, "answered_calls": 118, "missed_calls": 24, "average_duration_seconds": 184,
}

// RecentCall is one call, with the caller's personal data.
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

// InventoryEntry is a number that can be purchased. Empty fields are omitted from the response, as some carriers do; an
// entry without a country or type is then listed for the API's default.
type InventoryEntry struct {
	PhoneNumber   string `json:"phone_number,omitempty"`
	CountryCode   string `json:"country_code,omitempty"`
	NumberType    string `json:"number_type,omitempty"`
	UpfrontCost   string `json:"upfront_cost,omitempty"`
	MonthlyCost   string `json:"monthly_cost,omitempty"`
	Features      any    `json:"features,omitempty"`
	Region        any    `json:"region_information,omitempty"`
	RequiresGroup bool   `json:"-"` // the purchase requires a requirement_group_id
	NumberID      int64  `json:"-"` // the ID of the number after the purchase; 0 for a new one
}

var (
	strategies  = []string{"priority", "round_robin", "simultaneous"}
	numberTypes = []string{"mobile", "local", "toll-free", "national"}
)

// AddVirtualNumber adds a number and returns its ID, which is a new one if number.ID is 0. The country code defaults to
// US, the routing strategy to priority.
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
	s.recordRouting(number.ID)
	return number.ID
}

// VirtualNumber returns a copy of a number, and whether it exists.
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

// VirtualNumbers returns the count of the numbers on the account.
func (s *Sandbox) VirtualNumbers() int { return len(s.VirtualNumberIDs()) }

// VirtualNumberIDs returns the IDs of the numbers on the account, in ascending order.
func (s *Sandbox) VirtualNumberIDs() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedIDs(s.numbers)
}

// EditVirtualNumber changes a number, as in the dashboard.
func (s *Sandbox) EditVirtualNumber(id int64, edit func(*VirtualNumber)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	edit(s.numbers[id])
	s.recordRouting(id)
}

// ReleaseVirtualNumber removes a number from the account, as in the dashboard. The API cannot release numbers.
func (s *Sandbox) ReleaseVirtualNumber(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.numbers, id)
}

// AddInventory adds numbers that can be purchased.
func (s *Sandbox) AddInventory(entries ...InventoryEntry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inventory = append(s.inventory, entries...)
}

// EditInventory changes a number that can be purchased.
func (s *Sandbox) EditInventory(phoneNumber string, edit func(*InventoryEntry)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.inventory {
		if s.inventory[i].PhoneNumber == phoneNumber {
			edit(&s.inventory[i])
		}
	}
}

// RoutingHistory returns every list of operators that a number has had since the start or the last ClearRouting,
// oldest first.
func (s *Sandbox) RoutingHistory(id int64) [][]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.routing[id])
}

func (s *Sandbox) recordRouting(id int64) {
	current := slices.Clone(s.numbers[id].Operators)
	history := s.routing[id]
	if len(history) == 0 || !slices.Equal(history[len(history)-1], current) {
		s.routing[id] = append(history, current)
	}
}

// visibleNumber returns a number in the key's scope, or a 404.
func (s *Sandbox) visibleNumber(key Key, id int64) (*VirtualNumber, *failure) {
	number, ok := s.numbers[id]
	if !ok || (key.ProjectID != 0 && number.ProjectID != key.ProjectID) {
		return nil, notFound()
	}
	return number, nil
}

func (s *Sandbox) listNumbers(req apiRequest) (result, *failure) {
	items := []any{}
	for _, id := range sortedIDs(s.numbers) {
		if number, f := s.visibleNumber(req.key, id); f == nil {
			items = append(items, s.shortForm(number))
		}
	}
	return page(s, req, items)
}

func (s *Sandbox) getNumber(req apiRequest) (result, *failure) {
	number, f := s.visibleNumber(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	return data(http.StatusOK, s.detailForm(req.key, number))
}

func (s *Sandbox) patchNumber(req apiRequest) (result, *failure) {
	number, f := s.visibleNumber(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	body, f := readFields(req.body)
	if f != nil {
		return result{}, f
	}
	changed := *number
	readSettings(body, &changed)
	if f := body.failure(); f != nil {
		return result{}, f
	}
	*number = changed
	return data(http.StatusOK, s.detailForm(req.key, number))
}

func readSettings(body *fields, number *VirtualNumber) {
	readNullable(body, "name", &number.Name)
	readValue(body, "active", &number.Active)
	readValue(body, "recording", &number.Recording)
	readField(body, "routing_strategy", func(v string) {
		number.RoutingStrategy = v
		if !slices.Contains(strategies, v) {
			body.messages = append(body.messages, inclusion("routing_strategy"))
		}
	}, nil)
}

func (s *Sandbox) listInventory(req apiRequest) (result, *failure) {
	const defaultCountry, defaultType = "US", "mobile"
	country := cmp.Or(strings.ToUpper(req.query.Get("country")), defaultCountry)
	numberType := cmp.Or(req.query.Get("number_type"), defaultType)
	if !slices.Contains(numberTypes, numberType) {
		return result{}, invalid(inclusion("number_type"))
	}
	items := []InventoryEntry{}
	for _, entry := range s.inventory {
		if cmp.Or(entry.CountryCode, defaultCountry) == country && cmp.Or(entry.NumberType, defaultType) == numberType {
			items = append(items, entry)
		}
	}
	return data(http.StatusOK, items)
}

func (s *Sandbox) purchase(req apiRequest) (result, *failure) {
	body, f := readFields(req.body)
	if f != nil {
		return result{}, f
	}
	number := VirtualNumber{Active: true, Recording: true, ProjectID: req.key.ProjectID}
	var group int64
	ignore := func(string) {}
	readField(body, "phone_number", func(v string) { number.PhoneNumber = v }, nil)
	readField(body, "country_code", func(v string) { number.CountryCode = strings.ToUpper(v) }, nil)
	readField(body, "number_type", func(v string) {
		if !slices.Contains(numberTypes, v) {
			body.messages = append(body.messages, inclusion("number_type"))
		}
	}, nil)
	readField(body, "name", func(v string) { number.Name = &v }, func() {})
	readField(body, "requirement_group_id", func(v int64) { group = v }, nil)
	readField(body, "upfront_cost", ignore, nil)
	readField(body, "monthly_cost", ignore, nil)
	if number.PhoneNumber == "" {
		return result{}, invalid("phone_number is required")
	}
	if f := body.failure(); f != nil {
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

func (s *Sandbox) attachOperator(req apiRequest) (result, *failure) {
	number, f := s.visibleNumber(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	body, f := readFields(req.body)
	if f != nil {
		return result{}, f
	}
	var id int64
	var phone, name string
	readField(body, "operator_id", func(v int64) { id = v }, nil)
	readField(body, "phone_number", func(v string) { phone = v }, nil)
	readField(body, "name", func(v string) { name = v }, nil)
	if f := body.failure(); f != nil {
		return result{}, f
	}
	if id == 0 {
		operator, f := newOperator(Operator{Name: name, PhoneNumber: phone, Active: true}, req.key)
		if f != nil {
			return result{}, f
		}
		id = s.addOperator(operator)
	}
	if _, f := s.visibleOperator(req.key, id); f != nil {
		return result{}, f
	}
	if !slices.Contains(number.Operators, id) {
		number.Operators = append(number.Operators, id)
		s.recordRouting(number.ID)
	}
	return data(http.StatusOK, s.detailForm(req.key, number))
}

func (s *Sandbox) detachOperator(req apiRequest) (result, *failure) {
	number, f := s.visibleNumber(req.key, req.id)
	if f != nil {
		return result{}, f
	}
	id, err := strconv.ParseInt(req.query.Get("operator_id"), 10, 64)
	if err != nil {
		return result{}, invalid("operator_id is required")
	}
	index := slices.Index(number.Operators, id)
	if index < 0 {
		return result{}, notFound()
	}
	number.Operators = slices.Delete(slices.Clone(number.Operators), index, index+1)
	s.recordRouting(number.ID)
	return data(http.StatusOK, s.detailForm(req.key, number))
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
		if _, f := s.visibleOperator(key, id); f == nil && !slices.Contains(number.Operators, id) {
			available = append(available, operatorReference(s.operators[id]))
		}
	}
	calls := number.RecentCalls
	if calls == nil {
		calls = []RecentCall{}
	}
	stats := maps.Clone(sampleStats)
	maps.Copy(stats, number.Stats)
	return map[string]any{
		"id": number.ID, "phone_number": number.PhoneNumber, "name": number.Name, "country_code": number.CountryCode,
		"active": number.Active, "recording": number.Recording, "routing_strategy": number.RoutingStrategy,
		"ai_receptionist_enabled": number.AIReceptionistEnabled,
		"stats":                   stats,
		"operators":               attached, "available_operators": available, "recent_calls": calls,
	}
}
