package identitycall

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// OperatorsService holds the calls on the people to whom calls are routed.
type OperatorsService struct {
	client    *Client
	catalog   *catalog[Operator, *Operator]
	phones    *phoneIndex[Operator]
	details   *memory[int64, Operator]
	creations *creations[Operator]
}

// Operator is a person to whom calls are routed.
type Operator struct {
	ID          int64
	Name        string
	PhoneNumber string // E.164
	// Email is nil where the operator has none.
	Email    *string
	Active   bool
	Initials string
	// VirtualNumbersCount is how many numbers the operator is attached to; nil where the answer does not tell.
	VirtualNumbersCount *int64
	// VirtualNumbers are the numbers the operator is attached to, as only the detail form has them. It is nil, not empty, if
	// the response lacks them.
	VirtualNumbers []OperatorVirtualNumber
}

// OperatorVirtualNumber is a number in an operator's detail form.
type OperatorVirtualNumber struct {
	ID          int64
	PhoneNumber string
	// Name is nil if the number has none.
	Name   *string
	Active bool
}

// OperatorCreate is the body of a POST: name and phone number are required, the phone number in any spelling.
type OperatorCreate struct {
	Name        string           `json:"name"`
	PhoneNumber string           `json:"phone_number"`
	Email       Nullable[string] `json:"email,omitzero"`
	Active      Nullable[bool]   `json:"active,omitzero"`
}

// OperatorUpdate is the body of a PATCH: only the fields that are set change. A null email clears it.
type OperatorUpdate struct {
	Name        Nullable[string] `json:"name,omitzero"`
	PhoneNumber Nullable[string] `json:"phone_number,omitzero"`
	Email       Nullable[string] `json:"email,omitzero"`
	Active      Nullable[bool]   `json:"active,omitzero"`
}

// IsEmpty reports whether the update changes nothing.
func (u OperatorUpdate) IsEmpty() bool { return u == OperatorUpdate{} }

func (o *Operator) decode(fields *object) {
	o.ID = requiredID(fields)
	o.Name = required[string](fields, "name")
	o.PhoneNumber = requiredText(fields, "phone_number")
	o.Email = nullable[string](fields, "email")
	o.Active = required[bool](fields, "active")
	o.Initials = required[string](fields, "initials")
	// The list counts the operator's numbers, the detail form names them.
	o.VirtualNumbersCount = optional[int64](fields, "virtual_numbers_count")
	o.VirtualNumbers = optionalList[OperatorVirtualNumber](fields, "virtual_numbers")
	if o.VirtualNumbers != nil {
		count := int64(len(o.VirtualNumbers))
		o.VirtualNumbersCount = &count
	}
}

func (v *OperatorVirtualNumber) decode(fields *object) {
	v.ID = requiredID(fields)
	v.PhoneNumber = requiredText(fields, "phone_number")
	v.Name = nullable[string](fields, "name")
	v.Active = required[bool](fields, "active")
}

func operatorPath(id int64) string { return "/operators/" + strconv.FormatInt(id, 10) }

func newOperatorsService(client *Client) *OperatorsService {
	s := &OperatorsService{client: client, details: newMemory[int64, Operator]()}
	id := func(o Operator) int64 { return o.ID }
	s.catalog = newCatalog[Operator, *Operator](client, "/operators", id)
	s.phones = newPhoneIndex(client, func(o Operator) string { return o.PhoneNumber }, s.ListCached)
	s.creations = newCreations(client, id, s.List)
	return s
}

// List asks the service for every operator that the key sees, ordered by name: GET /operators.
func (s *OperatorsService) List(ctx context.Context) ([]Operator, error) {
	return list[Operator](ctx, s.client, "/operators", func(o Operator) int64 { return o.ID })
}

// ListCached is List for refreshing: it asks the service once in a run, and own writes show in it.
func (s *OperatorsService) ListCached(ctx context.Context) ([]Operator, error) {
	return s.catalog.all(ctx)
}

// FindCached returns the operators of the cached list that have a phone number, as Config.IndexPhoneNumbers compares it.
// Attaching and detaching, which cannot change a phone number, cost no new list: VirtualNumbersCount is then the list's.
func (s *OperatorsService) FindCached(ctx context.Context, phoneNumber string) ([]Operator, error) {
	return s.phones.find(ctx, phoneNumber)
}

// Get asks the service for an operator: GET /operators/:id.
func (s *OperatorsService) Get(ctx context.Context, id int64) (Operator, error) {
	return s.fetch(ctx, id, newCall(http.MethodGet, operatorPath(id)))
}

// GetCached returns what this run knows of an operator, from one list for all that ask; what the list lacks is asked for
// by id.
func (s *OperatorsService) GetCached(ctx context.Context, id int64) (Operator, error) {
	return s.catalog.get(ctx, id, func(ctx context.Context) (Operator, error) { return s.GetDetailCached(ctx, id) })
}

// GetDetailCached returns an operator's detail form, with VirtualNumbers, which no list has: one GET a run for each operator,
// until an own write may have changed it.
func (s *OperatorsService) GetDetailCached(ctx context.Context, id int64) (Operator, error) {
	return s.details.get(ctx, id, func(ctx context.Context) (Operator, error) { return s.Get(ctx, id) })
}

// forget drops what is cached of an operator that an own write has changed, or may have, to something that no response has
// told.
func (s *OperatorsService) forget(id int64) {
	s.details.drop(id)
	s.catalog.forget(id)
}

// numberChanged drops the detail forms that show a number that is another now.
func (s *OperatorsService) numberChanged(id int64) {
	s.details.dropIf(func(operator Operator) bool {
		return slices.ContainsFunc(operator.VirtualNumbers, func(v OperatorVirtualNumber) bool { return v.ID == id })
	})
}

// Create makes an operator: POST /operators, sent once. isCreated says whether an operator is what the call would have made: it
// finds the operator after a lost response. isDuplicate says whether one that existed before equals it in every configured setting.
func (s *OperatorsService) Create(ctx context.Context, create OperatorCreate, isCreated, isDuplicate func(Operator) bool) (Created[Operator], error) {
	created, err := s.creations.create(ctx, func(ctx, sending context.Context) (Operator, error) {
		call := newCall(http.MethodPost, "/operators")
		call.body = create
		answer, err := s.client.doSending(ctx, sending, call)
		if err != nil {
			return Operator{}, err
		}
		var operator Operator
		err = call.object(answer, &operator)
		return operator, err
	}, func(_ context.Context, operator Operator) (bool, error) { return isCreated(operator), nil },
		func(_ context.Context, operator Operator) (bool, error) { return isDuplicate(operator), nil })
	s.phones.drop()
	if err == nil {
		s.remember(created.Object)
		created.Duplicates = slices.DeleteFunc(created.Duplicates, func(o Operator) bool { return s.catalog.isRemoved(o.ID) })
	}
	return created, err
}

// Update changes what update sets and returns the operator as it is then: PATCH /operators/:id.
func (s *OperatorsService) Update(ctx context.Context, id int64, update OperatorUpdate) (Operator, error) {
	call := newCall(http.MethodPatch, operatorPath(id))
	call.body = update
	operator, err := s.fetch(ctx, id, call)
	defer s.phones.drop()
	s.details.drop(id)
	s.client.VirtualNumbers.operatorChanged(id)
	if err != nil {
		s.forget(id)
		return Operator{}, err
	}
	s.remember(operator)
	return operator, nil
}

// remember keeps an operator as the service has just told it. An answer that does not count the operator's numbers is asked
// for again by who needs the count.
func (s *OperatorsService) remember(operator Operator) {
	if operator.VirtualNumbersCount == nil {
		s.forget(operator.ID)
		return
	}
	s.catalog.put(operator)
}

// Delete removes an operator and its attachments: DELETE /operators/:id. One that is gone already is a success.
func (s *OperatorsService) Delete(ctx context.Context, id int64) error {
	call := newCall(http.MethodDelete, operatorPath(id))
	defer s.phones.drop()
	answer, err := s.client.do(ctx, call)
	if err == nil {
		err = call.done(answer)
	}
	s.client.VirtualNumbers.operatorChanged(id) // also after an error: the operator may be gone all the same
	s.details.drop(id)
	if err != nil && !IsNotFound(err) {
		s.catalog.forget(id)
		return err
	}
	s.catalog.remove(id)
	return nil
}

func (s *OperatorsService) fetch(ctx context.Context, id int64, call call) (Operator, error) {
	answer, err := s.client.do(ctx, call)
	if err != nil {
		return Operator{}, err
	}
	var operator Operator
	if err := call.object(answer, &operator); err != nil {
		return Operator{}, err
	}
	if operator.ID != id {
		return Operator{}, &ResponseError{Request: call.Request, Reason: fmt.Sprintf("it is about the operator with id %d", operator.ID)}
	}
	return operator, nil
}
