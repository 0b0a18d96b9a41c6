package identitycall

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"golang.org/x/sync/semaphore"
)

// VirtualNumbersService has the requests for virtual numbers, which are phone numbers of the account. There is none
// that releases a number: that is done in the vendor's dashboard.
type VirtualNumbersService struct {
	client  *Client
	list    *listCache[VirtualNumberSummary]
	details *cache[int64, VirtualNumber]
	seen    *names
	// inventories are the numbers that can be purchased.
	inventories *cache[inventoryKey, listing[InventoryEntry]]
	// purchases serializes lookup and purchase, so that no two calls purchase the same number.
	purchases *semaphore.Weighted
}

func newVirtualNumbersService(client *Client) *VirtualNumbersService {
	s := &VirtualNumbersService{
		client: client, details: newCache[int64, VirtualNumber](detailRequest(virtualNumberPath)), seen: newNames(),
		inventories: newCache[inventoryKey, listing[InventoryEntry]](inventoryRequest), purchases: semaphore.NewWeighted(1),
	}
	phone := func(v VirtualNumberSummary) string { return v.PhoneNumber }
	s.list = newListCache(client, "/virtual_numbers", phone)
	return s
}

// VirtualNumber is the detail form of a number. It omits callers, calls and the operators that are not attached, which
// are personal data or long, and are not needed.
type VirtualNumber struct {
	ID          int64  `json:"id" validate:"positive"`
	PhoneNumber string `json:"phone_number" validate:"nonempty"` // E.164
	// Name is nil if the number has none.
	Name        *string `json:"name"`
	CountryCode string  `json:"country_code"` // ISO 3166-1 alpha-2
	Active      bool    `json:"active"`
	Recording   bool    `json:"recording"`
	// RoutingStrategy is priority, round_robin or simultaneous.
	RoutingStrategy       string `json:"routing_strategy" validate:"nonempty"`
	AIReceptionistEnabled bool   `json:"ai_receptionist_enabled"`
	// Stats is nil if the response has none.
	Stats *VirtualNumberStats `json:"stats,omitempty"`
	// Operators are in the order of their priority. It is nil, not empty, if the response has no such list.
	Operators []AttachedOperator `json:"operators,omitempty"`
}

// VirtualNumberStats counts all calls of a number. A field that the response lacks is nil.
type VirtualNumberStats struct {
	TotalCalls             *int64   `json:"total_calls,omitempty"`
	AnsweredCalls          *int64   `json:"answered_calls,omitempty"`
	MissedCalls            *int64   `json:"missed_calls,omitempty"`
	AverageDurationSeconds *float64 `json:"average_duration_seconds,omitempty"`
}

// AttachedOperator is an operator in a number's priority list. A field that the response lacks is nil.
type AttachedOperator struct {
	ID          int64   `json:"id" validate:"positive"`
	Name        *string `json:"name,omitempty"`
	PhoneNumber *string `json:"phone_number,omitempty"`
	Initials    *string `json:"initials,omitempty"`
	Priority    int64   `json:"priority"` // counts from 0
}

// VirtualNumberSummary is the short form of a number, as in lists: without recording and routing strategy.
type VirtualNumberSummary struct {
	Entry
	ID                    int64   `json:"id" validate:"positive"`
	PhoneNumber           string  `json:"phone_number" validate:"nonempty"`
	Name                  *string `json:"name"`
	CountryCode           string  `json:"country_code"`
	Active                bool    `json:"active"`
	AIReceptionistEnabled bool    `json:"ai_receptionist_enabled"`
	// Operators are at most the first three.
	Operators      []OperatorSummary `json:"operators,omitempty"`
	OperatorsCount int64             `json:"operators_count"`
}

// OperatorSummary is an operator in a number's short form.
type OperatorSummary struct {
	ID       int64   `json:"id" validate:"positive"`
	Name     *string `json:"name,omitempty"`
	Initials *string `json:"initials,omitempty"`
}

// VirtualNumberUpdate is the body of a PATCH: only the fields that are set change.
type VirtualNumberUpdate struct {
	Name            Nullable[string] `json:"name,omitzero"`
	Active          Nullable[bool]   `json:"active,omitzero"`
	Recording       Nullable[bool]   `json:"recording,omitzero"`
	RoutingStrategy Nullable[string] `json:"routing_strategy,omitzero"`
}

// normalize sorts the operators by priority.
func (v *VirtualNumber) normalize() {
	slices.SortStableFunc(v.Operators, func(a, b AttachedOperator) int { return cmp.Compare(a.Priority, b.Priority) })
}

// VirtualNumberPurchase is the body of a purchase. Only PhoneNumber, in E.164, is required. The costs are decimal
// strings that are recorded for information.
type VirtualNumberPurchase struct {
	PhoneNumber        string           `json:"phone_number"`
	CountryCode        Nullable[string] `json:"country_code,omitzero"`
	NumberType         Nullable[string] `json:"number_type,omitzero"`
	RequirementGroupID Nullable[int64]  `json:"requirement_group_id,omitzero"`
	UpfrontCost        Nullable[string] `json:"upfront_cost,omitzero"`
	MonthlyCost        Nullable[string] `json:"monthly_cost,omitzero"`
}

// Purchased is the outcome of Purchase.
type Purchased struct {
	// Matching are the account's numbers that match: only the purchased one, or those that existed before.
	Matching []VirtualNumberSummary
	// Purchased is true if this call purchased the number, and false if the account had it already.
	Purchased bool
	// Recovered is true if the response was lost and a lookup found the number.
	Recovered bool
}

func (v VirtualNumber) objectID() int64 { return v.ID }

func (v VirtualNumberSummary) objectID() int64 { return v.ID }

func virtualNumberPath(id int64) string { return "/virtual_numbers/" + strconv.FormatInt(id, 10) }

// List returns every number that the key can see, in the short form: GET /virtual_numbers.
func (s *VirtualNumbersService) List(ctx context.Context) ([]VirtualNumberSummary, error) {
	return list[VirtualNumberSummary](ctx, s.client, "/virtual_numbers")
}

// ListCached is List for refreshing and planning: one list a run, and another after an own write.
func (s *VirtualNumbersService) ListCached(ctx context.Context) ([]VirtualNumberSummary, error) {
	return s.list.all(ctx)
}

// FindCached returns the numbers of the cached list that have a phone number, as Config.IndexPhoneNumbers compares it.
// Own writes cost a new list only if they can add or remove a number; other fields are as the list showed them.
func (s *VirtualNumbersService) FindCached(ctx context.Context, phoneNumber string) ([]VirtualNumberSummary, error) {
	return s.list.find(ctx, phoneNumber)
}

// Get reads a number: GET /virtual_numbers/:id. A decision about a write uses Get, not GetCached. If IsNotFound is true
// of the error, the number does not exist or the key has no access to it.
func (s *VirtualNumbersService) Get(ctx context.Context, id int64) (VirtualNumber, error) {
	number, err := s.fetch(ctx, id)
	return number, s.list.confirmAnew(ctx, id, err)
}

func (s *VirtualNumbersService) fetch(ctx context.Context, id int64) (VirtualNumber, error) {
	return fetch[VirtualNumber](ctx, s.client, newRequest(http.MethodGet, virtualNumberPath(id), nil), id)
}

// GetCached is Get for refreshing and planning: one GET a run for each number, and another after an own write to it.
func (s *VirtualNumbersService) GetCached(ctx context.Context, id int64) (VirtualNumber, error) {
	return s.details.get(ctx, id, func(ctx context.Context) (VirtualNumber, error) {
		number, err := s.fetch(ctx, id)
		return number, s.list.confirm(ctx, id, err)
	})
}

// Seen returns the phone number of a virtual number that a response of this run has shown, without a request.
func (s *VirtualNumbersService) Seen(id int64) (phoneNumber string, seen bool) { return s.seen.get(id) }

// Update changes what update sets and returns the updated number: PATCH /virtual_numbers/:id.
func (s *VirtualNumbersService) Update(
	ctx context.Context, id int64, update VirtualNumberUpdate,
) (VirtualNumber, error) {
	return s.write(ctx, id, newRequest(http.MethodPatch, virtualNumberPath(id), update))
}

// Attach adds an operator to the end of a number's list, or changes nothing if it is attached already, and returns the
// updated number: POST /virtual_numbers/:id/add_operator. IsNotFound means the number or the operator.
func (s *VirtualNumbersService) Attach(ctx context.Context, id, operatorID int64) (VirtualNumber, error) {
	body := map[string]int64{"operator_id": operatorID}
	request := newRequest(http.MethodPost, virtualNumberPath(id)+"/add_operator", body)
	request.retryable = true // attaching an attached operator changes nothing
	return s.write(ctx, id, request)
}

// Detach removes an operator from a number's list and returns the updated number:
// DELETE /virtual_numbers/:id/remove_operator. IsNotFound means the number, or an operator that is not attached.
func (s *VirtualNumbersService) Detach(ctx context.Context, id, operatorID int64) (VirtualNumber, error) {
	request := newRequest(http.MethodDelete, virtualNumberPath(id)+"/remove_operator", nil)
	request.query = url.Values{"operator_id": {strconv.FormatInt(operatorID, 10)}}
	return s.write(ctx, id, request)
}

// Purchase purchases a number, unless a lookup right before shows that the account has it: POST
// /virtual_numbers/purchase, sent once. matches reports whether a phone number is the wanted one. It also decides what
// a lookup after a lost response returns. The error is a LostResponseError if that lookup finds nothing.
func (s *VirtualNumbersService) Purchase(
	ctx context.Context, purchase VirtualNumberPurchase, matches func(phoneNumber string) bool,
) (Purchased, error) {
	request := newRequest(http.MethodPost, "/virtual_numbers/purchase", purchase)
	if err := Acquire(ctx, request.Request, "the wait for another purchase", s.purchases, 1); err != nil {
		return Purchased{}, err
	}
	defer s.purchases.Release(1)

	lookUp := func(ctx context.Context) ([]VirtualNumberSummary, bool, error) {
		numbers, err := s.List(ctx)
		numbers = slices.DeleteFunc(numbers, func(v VirtualNumberSummary) bool { return !matches(v.PhoneNumber) })
		return numbers, len(numbers) > 0, err
	}
	existing, found, err := lookUp(ctx)
	if err != nil {
		return Purchased{}, fmt.Errorf("nothing was purchased: %w", err)
	}
	if found {
		return Purchased{Matching: existing}, nil
	}
	defer func() {
		s.client.invalidate(s.details, 0)
		s.list.drop()
	}()
	post := func() ([]VirtualNumberSummary, error) {
		response, err := s.client.do(ctx, request)
		if err != nil {
			return nil, err
		}
		number, err := decodeResponse[VirtualNumberSummary](request, response)
		if err == nil && !matches(number.PhoneNumber) {
			err = &ResponseError{Request: request.Request, Reason: "it is about another phone number"}
		}
		if err == nil {
			s.client.remember(number)
		}
		return []VirtualNumberSummary{number}, err
	}
	purchased, recovered, err := postOnce(ctx, request.Request, post, lookUp)
	if isInvalid(err) { // another run may have purchased the number since the lookup
		if existing, found, lookupErr := lookUp(ctx); found && lookupErr == nil {
			return Purchased{Matching: existing}, nil
		}
	}
	if err != nil {
		return Purchased{}, err
	}
	return Purchased{Matching: purchased, Purchased: true, Recovered: recovered}, nil
}

// isInvalid reports whether err is the API's own 422. A 422 of a proxy, which is a lost response, does not count.
func isInvalid(err error) bool {
	apiErr, ok := errors.AsType[*APIError](err)
	return ok && apiErr.StatusCode == http.StatusUnprocessableEntity && apiErr.isRefusal()
}

// write sends a request whose response is the detail form.
func (s *VirtualNumbersService) write(ctx context.Context, id int64, request apiRequest) (VirtualNumber, error) {
	number, err := fetch[VirtualNumber](ctx, s.client, request, id)
	s.client.invalidate(s.details, id)
	if IsNotFound(err) {
		s.list.drop()
	}
	return number, err
}
