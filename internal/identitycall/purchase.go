package identitycall

import (
	"context"
	"errors"
	"net/http"
)

// VirtualNumberPurchase is the body of a purchase. Only PhoneNumber, in E.164, is required; the costs are decimal strings
// that are recorded for information.
type VirtualNumberPurchase struct {
	PhoneNumber        string           `json:"phone_number"`
	CountryCode        Nullable[string] `json:"country_code,omitzero"`
	NumberType         Nullable[string] `json:"number_type,omitzero"`
	RequirementGroupID Nullable[int64]  `json:"requirement_group_id,omitzero"`
	UpfrontCost        Nullable[string] `json:"upfront_cost,omitzero"`
	MonthlyCost        Nullable[string] `json:"monthly_cost,omitzero"`
}

// Purchased is what Purchase has come to.
type Purchased struct {
	// Matching are the account's numbers that are the wanted one: the purchased one alone, or those that were there already.
	Matching []VirtualNumberSummary
	// Purchased tells that this call purchased the number. If not, the account has it already, and this call purchased
	// nothing.
	Purchased bool
	// Recovered tells that the answer was lost and the number was found by looking.
	Recovered bool
}

// Purchase purchases a number, unless a look right before shows that the account has it: POST /virtual_numbers/purchase, sent
// once. A 422 is followed by one more look. matches says whether a phone number is the wanted one; it also decides what is taken over when the answer is lost.
// The error is a LostResponseError when nothing was found then.
func (s *VirtualNumbersService) Purchase(ctx context.Context, purchase VirtualNumberPurchase, matches func(phoneNumber string) bool) (Purchased, error) {
	if err := s.purchases.Acquire(ctx, 1); err != nil {
		return Purchased{}, contextFault(err)
	}
	defer s.purchases.Release(1)

	there, err := s.matching(ctx, matches)
	if err != nil || len(there) > 0 {
		return Purchased{Matching: there}, err
	}
	call := newCall(http.MethodPost, "/virtual_numbers/purchase")
	call.body = purchase
	if err := s.client.beforeWrite(ctx, call); err != nil {
		return Purchased{}, err
	}
	sending, cancel := withGrace(ctx, grace/2)
	defer cancel()
	looking, cancel := withGrace(ctx, grace)
	defer cancel()
	defer s.client.Projects.forgetCounts()
	defer s.numbersChanged()
	answer, err := s.client.doSending(ctx, sending, call)
	var number VirtualNumberSummary
	if err == nil {
		err = call.object(answer, &number)
	}
	if err == nil && !matches(number.PhoneNumber) {
		err = &ResponseError{Request: call.Request, Reason: "it is about another phone number"}
	}
	switch {
	case err == nil:
		return Purchased{Matching: []VirtualNumberSummary{number}, Purchased: true}, nil
	case isInvalid(err):
		// Another run may have purchased the number since the look before.
		if there, lookErr := s.matching(looking, matches); lookErr == nil && len(there) > 0 {
			return Purchased{Matching: there}, nil
		}
		return Purchased{}, err
	case !isLost(err):
		return Purchased{}, err
	}
	there, found, lookErr := lookTwice(looking, s.client, func() ([]VirtualNumberSummary, bool, error) {
		there, err := s.matching(looking, matches)
		return there, len(there) > 0, err
	})
	if !found {
		return Purchased{}, &LostResponseError{Request: call.Request, Err: err, LookErr: lookErr}
	}
	return Purchased{Matching: there, Purchased: true, Recovered: true}, nil
}

func (s *VirtualNumbersService) matching(ctx context.Context, matches func(string) bool) ([]VirtualNumberSummary, error) {
	numbers, err := s.List(ctx)
	var found []VirtualNumberSummary
	for _, number := range numbers {
		if matches(number.PhoneNumber) {
			found = append(found, number)
		}
	}
	return found, err
}

// isInvalid reports whether err is the API's own 422.
func isInvalid(err error) bool {
	var apiErr *APIError
	return errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusUnprocessableEntity && apiErr.isRefusal()
}
