package identitycall

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/semaphore"
)

// VirtualNumbersService holds the calls on the phone numbers that the account rents.
// There is no call that releases one: that is done in the vendor's dashboard.
type VirtualNumbersService struct {
	client  *Client
	details *memory[int64, VirtualNumber]
	all     *memory[whole, []VirtualNumberSummary]
	phones  *phoneIndex[VirtualNumberSummary]
	// purchases lets one look-up and purchase happen at a time, so that no two find the same number missing.
	purchases *semaphore.Weighted
	overlaps  overlaps
}

func newVirtualNumbersService(client *Client) *VirtualNumbersService {
	s := &VirtualNumbersService{
		client:    client,
		details:   newMemory[int64, VirtualNumber](),
		all:       newMemory[whole, []VirtualNumberSummary](),
		purchases: semaphore.NewWeighted(1),
		overlaps:  overlaps{calls: map[int64]*ongoing{}},
	}
	s.phones = newPhoneIndex(client, func(v VirtualNumberSummary) string { return v.PhoneNumber }, s.ListCached)
	return s
}

// VirtualNumber is the detail form of a number. Callers, calls and the operators that are not attached are left
// unread: they are personal data or long, and nothing here needs them.
type VirtualNumber struct {
	ID          int64
	PhoneNumber string // E.164
	// Name is nil where the number has none.
	Name                  *string
	CountryCode           string // ISO 3166-1 alpha-2
	Active                bool
	Recording             bool
	RoutingStrategy       string // priority, round_robin or simultaneous
	AIReceptionistEnabled bool
	// Stats is nil where the answer has none.
	Stats *VirtualNumberStats
	// Operators stand in the order in which they are called. It is nil, not empty, where the answer has no such list.
	Operators []AttachedOperator
}

// VirtualNumberStats counts a number's calls, over all its time. What the answer does not tell is nil.
type VirtualNumberStats struct {
	TotalCalls             *int64
	AnsweredCalls          *int64
	MissedCalls            *int64
	AverageDurationSeconds *float64
}

// AttachedOperator is an operator in a number's priority list. The texts are nil where the answer does not tell them.
type AttachedOperator struct {
	ID          int64
	Name        *string
	PhoneNumber *string
	Initials    *string
	Priority    int64 // counts from 0
}

// VirtualNumberSummary is the short form of a number, as lists have it: without recording and routing strategy.
type VirtualNumberSummary struct {
	ID                    int64
	PhoneNumber           string
	Name                  *string
	CountryCode           string
	Active                bool
	AIReceptionistEnabled bool
	// Operators are the first three at most.
	Operators      []OperatorSummary
	OperatorsCount int64
}

// OperatorSummary is an operator in a number's short form.
type OperatorSummary struct {
	ID       int64
	Name     *string
	Initials *string
}

// VirtualNumberUpdate is the body of a PATCH: only the fields that are set change.
type VirtualNumberUpdate struct {
	Name            Nullable[string] `json:"name,omitzero"`
	Active          Nullable[bool]   `json:"active,omitzero"`
	Recording       Nullable[bool]   `json:"recording,omitzero"`
	RoutingStrategy Nullable[string] `json:"routing_strategy,omitzero"`
}

// IsEmpty reports whether the update changes nothing.
func (u VirtualNumberUpdate) IsEmpty() bool { return u == VirtualNumberUpdate{} }

func (v *VirtualNumber) decode(o *object) {
	v.ID = requiredID(o)
	v.PhoneNumber = requiredText(o, "phone_number")
	v.Name = nullable[string](o, "name")
	v.CountryCode = required[string](o, "country_code")
	v.Active = required[bool](o, "active")
	v.Recording = required[bool](o, "recording")
	v.RoutingStrategy = requiredText(o, "routing_strategy")
	v.AIReceptionistEnabled = required[bool](o, "ai_receptionist_enabled")
	v.Operators = optionalList[AttachedOperator](o, "operators")
	slices.SortStableFunc(v.Operators, func(a, b AttachedOperator) int { return cmp.Compare(a.Priority, b.Priority) })
	v.Stats = optionalObject[VirtualNumberStats](o, "stats")
}

func (s *VirtualNumberStats) decode(o *object) {
	s.TotalCalls = optional[int64](o, "total_calls")
	s.AnsweredCalls = optional[int64](o, "answered_calls")
	s.MissedCalls = optional[int64](o, "missed_calls")
	s.AverageDurationSeconds = optional[float64](o, "average_duration_seconds")
}

func (a *AttachedOperator) decode(o *object) {
	a.ID = requiredID(o)
	a.Name = optional[string](o, "name")
	a.PhoneNumber = optional[string](o, "phone_number")
	a.Initials = optional[string](o, "initials")
	a.Priority = required[int64](o, "priority")
}

func (v *VirtualNumberSummary) decode(o *object) {
	v.ID = requiredID(o)
	v.PhoneNumber = requiredText(o, "phone_number")
	v.Name = nullable[string](o, "name")
	v.CountryCode = required[string](o, "country_code")
	v.Active = required[bool](o, "active")
	v.AIReceptionistEnabled = required[bool](o, "ai_receptionist_enabled")
	v.Operators = optionalList[OperatorSummary](o, "operators")
	v.OperatorsCount = required[int64](o, "operators_count")
}

func (s *OperatorSummary) decode(o *object) {
	s.ID = requiredID(o)
	s.Name = optional[string](o, "name")
	s.Initials = optional[string](o, "initials")
}

func virtualNumberPath(id int64) string { return "/virtual_numbers/" + strconv.FormatInt(id, 10) }

// List returns every number that the key sees, in the short form: GET /virtual_numbers.
func (s *VirtualNumbersService) List(ctx context.Context) ([]VirtualNumberSummary, error) {
	return list[VirtualNumberSummary](ctx, s.client, "/virtual_numbers",
		func(v VirtualNumberSummary) int64 { return v.ID })
}

// ListCached is List for refreshing and planning: it asks the service once in a run, and own writes show in it.
func (s *VirtualNumbersService) ListCached(ctx context.Context) ([]VirtualNumberSummary, error) {
	return s.all.get(ctx, whole{}, s.List)
}

// FindCached returns the numbers of the cached list that have a phone number, as Config.IndexPhoneNumbers compares it. Own
// writes show in them, but cost no new list unless they can add or remove a number.
func (s *VirtualNumbersService) FindCached(ctx context.Context, phoneNumber string) ([]VirtualNumberSummary, error) {
	found, err := s.phones.find(ctx, phoneNumber)
	for i, summary := range found {
		if number, ok := s.details.peek(summary.ID); ok {
			found[i] = number.summary()
		}
	}
	return found, err
}

// Get asks the service for a number: GET /virtual_numbers/:id. What decides a write is read with it.
// IsNotFound tells of an error whether the number is gone or out of the key's reach.
func (s *VirtualNumbersService) Get(ctx context.Context, id int64) (VirtualNumber, error) {
	return s.detail(ctx, id, newCall(http.MethodGet, virtualNumberPath(id)))
}

// GetCached returns what this run has read or written of a number, and asks the service only when that is nothing.
// It is for refreshing; Get is for what decides a write.
func (s *VirtualNumbersService) GetCached(ctx context.Context, id int64) (VirtualNumber, error) {
	return s.details.get(ctx, id, func(ctx context.Context) (VirtualNumber, error) {
		return s.fetch(ctx, id, newCall(http.MethodGet, virtualNumberPath(id)))
	})
}

// Update changes what update sets and returns the number as it is then: PATCH /virtual_numbers/:id.
func (s *VirtualNumbersService) Update(ctx context.Context, id int64, update VirtualNumberUpdate) (VirtualNumber, error) {
	call := newCall(http.MethodPatch, virtualNumberPath(id))
	call.body = update
	defer s.client.Operators.numberChanged(id)
	return s.detail(ctx, id, call)
}

// Attach puts an operator at the end of a number's list, or leaves it where it is if it is attached already, and returns the
// number as it is then: POST /virtual_numbers/:id/add_operator. IsNotFound means the number or the operator.
func (s *VirtualNumbersService) Attach(ctx context.Context, id, operatorID int64) (VirtualNumber, error) {
	call := newCall(http.MethodPost, virtualNumberPath(id)+"/add_operator")
	call.body = map[string]int64{"operator_id": operatorID}
	call.repeatable = true // attaching twice is attaching once
	defer s.client.Operators.forget(operatorID)
	return s.detail(ctx, id, call)
}

// Detach takes an operator out of a number's list and returns the number as it is then:
// DELETE /virtual_numbers/:id/remove_operator. IsNotFound means the number, or an operator that is not attached.
func (s *VirtualNumbersService) Detach(ctx context.Context, id, operatorID int64) (VirtualNumber, error) {
	call := newCall(http.MethodDelete, virtualNumberPath(id)+"/remove_operator")
	call.query = url.Values{"operator_id": {strconv.FormatInt(operatorID, 10)}}
	defer s.client.Operators.forget(operatorID)
	return s.detail(ctx, id, call)
}

// operatorChanged forgets the numbers that show an operator who is another now, or gone.
func (s *VirtualNumbersService) operatorChanged(id int64) {
	s.details.dropIf(func(number VirtualNumber) bool {
		return number.Operators == nil || slices.ContainsFunc(number.Operators, func(o AttachedOperator) bool { return o.ID == id })
	})
	s.all.drop(whole{})
}

// forgetAll forgets all numbers: some may be gone.
func (s *VirtualNumbersService) forgetAll() {
	s.details.dropIf(func(VirtualNumber) bool { return true })
	s.client.Operators.details.dropIf(func(Operator) bool { return true })
	s.numbersChanged()
}

// numbersChanged drops the list because the account may have other numbers now.
func (s *VirtualNumbersService) numbersChanged() {
	s.all.drop(whole{})
	s.phones.drop()
}

// detail sends a call that answers with the detail form and remembers the answer, unless another call on the same number
// was under way meanwhile: nobody knows which of the two answers is the newer one.
func (s *VirtualNumbersService) detail(ctx context.Context, id int64, call call) (VirtualNumber, error) {
	end := s.overlaps.begin(id)
	number, err := s.fetch(ctx, id, call)
	if alone := end(); !alone || err != nil {
		s.details.drop(id) // a write may have been done although its answer says nothing of it
		s.all.drop(whole{})
		if IsNotFound(err) {
			s.phones.drop()
		}
		return number, err
	}
	s.remember(number)
	return number, nil
}

// overlaps tells of calls on one object whether they had it for themselves.
type overlaps struct {
	mu    sync.Mutex
	calls map[int64]*ongoing
}

type ongoing struct{ underWay, begun int }

// begin notes that a call begins. The function that it returns notes its end, and reports whether no other call on the
// object was under way between the two.
func (o *overlaps) begin(id int64) (end func() bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.calls[id] == nil {
		o.calls[id] = &ongoing{}
	}
	object := o.calls[id]
	first := object.underWay == 0
	object.underWay++
	object.begun++
	begun := object.begun
	return func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		object.underWay--
		return first && object.begun == begun
	}
}

// remember keeps a number as the service has just told it, in the list as well.
func (s *VirtualNumbersService) remember(number VirtualNumber) {
	if number.Operators != nil && number.Stats != nil {
		s.details.put(number.ID, number)
	} else {
		s.details.drop(number.ID) // the answer to a write may be shorter than what others want to know
	}
	s.all.change(whole{}, func(numbers []VirtualNumberSummary) []VirtualNumberSummary {
		numbers = slices.Clone(numbers)
		for i := range numbers {
			if numbers[i].ID != number.ID {
				continue
			}
			summary := number.summary()
			if number.Operators == nil { // an answer without the list says nothing of it
				summary.Operators, summary.OperatorsCount = numbers[i].Operators, numbers[i].OperatorsCount
			}
			numbers[i] = summary
		}
		return numbers
	})
}

func (v VirtualNumber) summary() VirtualNumberSummary {
	summary := VirtualNumberSummary{
		ID: v.ID, PhoneNumber: v.PhoneNumber, Name: v.Name, CountryCode: v.CountryCode, Active: v.Active,
		AIReceptionistEnabled: v.AIReceptionistEnabled, OperatorsCount: int64(len(v.Operators)),
	}
	for _, operator := range v.Operators[:min(3, len(v.Operators))] {
		summary.Operators = append(summary.Operators, OperatorSummary{ID: operator.ID, Name: operator.Name, Initials: operator.Initials})
	}
	return summary
}

func (s *VirtualNumbersService) fetch(ctx context.Context, id int64, call call) (VirtualNumber, error) {
	answer, err := s.client.do(ctx, call)
	if err != nil {
		return VirtualNumber{}, err
	}
	var number VirtualNumber
	if err := call.object(answer, &number); err != nil {
		return VirtualNumber{}, err
	}
	if number.ID != id {
		return VirtualNumber{}, &ResponseError{Request: call.Request, Reason: fmt.Sprintf("it is about the number with id %d", number.ID)}
	}
	return number, nil
}
