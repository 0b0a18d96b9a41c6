package identitycall

import (
	"context"
	"net/http"
	"strconv"
)

// OperatorsService has the requests for operators.
type OperatorsService struct {
	client  *Client
	list    *listCache[Operator]
	details *cache[int64, Operator]
	creator *creator[Operator, Operator]
	seen    *names
}

func newOperatorsService(client *Client) *OperatorsService {
	details := newCache[int64, Operator](detailRequest(operatorPath))
	s := &OperatorsService{client: client, details: details, seen: newNames()}
	s.list = newListCache(client, "/operators", func(o Operator) string { return o.PhoneNumber })
	s.creator = newCreator[Operator, Operator](client, "/operators", s.list)
	return s
}

// Operator is a human agent that calls are routed to.
type Operator struct {
	Entry
	ID          int64  `json:"id" validate:"positive"`
	Name        string `json:"name"`
	PhoneNumber string `json:"phone_number" validate:"nonempty"` // E.164
	// Email is nil if the operator has none.
	Email    *string `json:"email"`
	Active   bool    `json:"active"`
	Initials string  `json:"initials"`
	// VirtualNumbersCount is how many numbers the operator is attached to; nil if the response lacks it.
	VirtualNumbersCount *int64 `json:"virtual_numbers_count,omitempty"`
	// VirtualNumbers are the numbers the operator is attached to. Only the detail form has them. It is nil, not empty, if
	// the response lacks them.
	VirtualNumbers []OperatorVirtualNumber `json:"virtual_numbers,omitempty"`
}

// OperatorVirtualNumber is a number in an operator's detail form.
type OperatorVirtualNumber struct {
	ID          int64  `json:"id" validate:"positive"`
	PhoneNumber string `json:"phone_number" validate:"nonempty"`
	// Name is nil if the number has none.
	Name   *string `json:"name"`
	Active bool    `json:"active"`
}

// OperatorCreate is the body of a POST: name and phone number are required, the phone number in any format.
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

// normalize sets the count, which only the list contains, from the numbers, which only the detail form contains.
func (o *Operator) normalize() {
	if o.VirtualNumbers != nil {
		count := int64(len(o.VirtualNumbers))
		o.VirtualNumbersCount = &count
	}
}

func (o Operator) objectID() int64 { return o.ID }

func operatorPath(id int64) string { return "/operators/" + strconv.FormatInt(id, 10) }

// List returns every operator that the key can see, ordered by name: GET /operators.
func (s *OperatorsService) List(ctx context.Context) ([]Operator, error) {
	return list[Operator](ctx, s.client, "/operators")
}

// ListCached is List for refreshing: one list a run, and another after an own write.
func (s *OperatorsService) ListCached(ctx context.Context) ([]Operator, error) {
	return s.list.all(ctx)
}

// FindCached returns the operators of the cached list that have a phone number, as Config.IndexPhoneNumbers compares
// it. Attaching and detaching cost no new list, so VirtualNumbersCount may be out of date.
func (s *OperatorsService) FindCached(ctx context.Context, phoneNumber string) ([]Operator, error) {
	return s.list.find(ctx, phoneNumber)
}

// Get reads an operator's detail form: GET /operators/:id.
func (s *OperatorsService) Get(ctx context.Context, id int64) (Operator, error) {
	operator, err := s.fetch(ctx, id)
	return operator, s.list.confirmAnew(ctx, id, err)
}

func (s *OperatorsService) fetch(ctx context.Context, id int64) (Operator, error) {
	return fetch[Operator](ctx, s.client, newRequest(http.MethodGet, operatorPath(id), nil), id)
}

// GetCached returns an operator from the cached list, or its detail form if the list lacks the operator or a field of
// it.
func (s *OperatorsService) GetCached(ctx context.Context, id int64) (Operator, error) {
	if operator, found, err := s.list.get(ctx, id); found && operator.Err == nil || err != nil {
		return operator, err
	}
	return s.GetDetailCached(ctx, id)
}

// Seen returns the name of an operator that a response of this run has shown, without a request: of an operator, of a
// list or of a virtual number. The name is empty if no response had it. An operator that this run has deleted is none.
func (s *OperatorsService) Seen(id int64) (name string, seen bool) { return s.seen.get(id) }

// GetDetailCached is Get for refreshing: one GET a run for each operator, and another after an own write that may have
// changed its detail form.
func (s *OperatorsService) GetDetailCached(ctx context.Context, id int64) (Operator, error) {
	return s.details.get(ctx, id, func(ctx context.Context) (Operator, error) {
		operator, err := s.fetch(ctx, id)
		return operator, s.list.confirm(ctx, id, err)
	})
}

// ListExisting returns the operators as the run's cached list has them, or as they were before its first create. Own
// creates cost no new list, and what they have created may be missing.
func (s *OperatorsService) ListExisting(ctx context.Context) ([]Operator, error) {
	return s.creator.existing(ctx)
}

// Create creates an operator: POST /operators, sent once. isCreated reports whether an operator is what the POST would
// have created: it finds the operator after a lost response. The error is a LostResponseError if nothing is found.
func (s *OperatorsService) Create(
	ctx context.Context, create OperatorCreate, isCreated func(Operator) bool,
) (Created[Operator], error) {
	defer s.list.drop()
	return s.creator.create(ctx, create, func(_ context.Context, operator Operator) (Operator, bool, error) {
		return operator, operator.Err == nil && isCreated(operator), nil // an odd entry cannot be compared
	})
}

// Update changes what update sets and returns the updated operator: PATCH /operators/:id.
func (s *OperatorsService) Update(ctx context.Context, id int64, update OperatorUpdate) (Operator, error) {
	defer s.changed(id)
	return fetch[Operator](ctx, s.client, newRequest(http.MethodPatch, operatorPath(id), update), id)
}

// Delete deletes an operator and its attachments: DELETE /operators/:id. If it does not exist, that is a success.
func (s *OperatorsService) Delete(ctx context.Context, id int64) error {
	err := s.client.sendDelete(ctx, operatorPath(id))
	s.changed(id) // also after an error: the operator may be deleted
	if err := s.list.confirm(ctx, id, err); err != nil && !IsNotFound(err) {
		return err
	}
	s.seen.drop(id)
	return nil
}

func (s *OperatorsService) changed(id int64) {
	s.client.invalidate(s.details, id)
	s.list.drop() // its phone number may be another one
}
