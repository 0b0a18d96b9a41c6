package provider

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/identitycall/terraform-provider-identitycall/internal/phonenumber"
)

// ModifyPlan warns that a purchase costs money, and rejects another number for an existing purchase.
func (r *virtualNumberPurchaseResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var plan, state virtualNumberPurchaseModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case req.Plan.Raw.IsNull():
		r.session.planDestroy(state.managedObject(), state.label(), &resp.Diagnostics)
		// One summary for all purchases, so that Terraform folds these warnings into one.
		resp.Diagnostics.AddWarning("A purchased number stays on the account and is billed",
			state.label()+" is billed until it is released in the dashboard. Destroying the resource does not release it.")
	case req.State.Raw.IsNull():
		r.session.plan(nil, plan.managedObject(), plan.label(), &resp.Diagnostics)
		if !resp.Diagnostics.HasError() {
			r.planCreate(ctx, plan, resp)
		}
	case !known(plan.PhoneNumber):
		addOtherNumber(&resp.Diagnostics, state, "a phone number that is unknown while planning")
	case !phonenumber.Same(plan.PhoneNumber.ValueString(), state.PhoneNumber.ValueString()):
		addOtherNumber(&resp.Diagnostics, state, plan.PhoneNumber.ValueString())
	default:
		r.session.plan(state.managedObject(), state.managedObject(), state.label(), &resp.Diagnostics)
	}
}

// planCreate fills in the ID if the account has the number, so that Create purchases nothing and references to the ID
// do not change. Otherwise it warns of the costs.
func (r *virtualNumberPurchaseResource) planCreate(
	ctx context.Context, plan virtualNumberPurchaseModel, resp *resource.ModifyPlanResponse,
) {
	diags := &resp.Diagnostics
	if !known(plan.PhoneNumber) {
		warnPurchase(diags, "Applying may purchase a number that is not known yet, which costs money",
			plan.priceNotKnown("the phone number is not known yet"))
		return
	}
	request := plan.purchaseRequest(diags)
	if diags.HasError() {
		return
	}
	mayPurchase := fmt.Sprintf("Applying may purchase %s, which costs money", request.PhoneNumber)
	ctx, end, ok := r.session.startPlan(ctx, plan.Timeouts.Read, diags)
	defer end()
	if !ok {
		warnPurchase(diags, mayPurchase, plan.priceNotKnown("the provider configuration is not known yet"))
		return
	}
	found, err := r.session.client.VirtualNumbers.FindCached(ctx, request.PhoneNumber)
	switch {
	case r.session.addStopped(diags, err, nil):
	case err != nil:
		warnPurchase(diags, mayPurchase, plan.priceNotKnown("the lookup on the account failed: "+err.Error()))
	case len(found) == 0:
		r.planPurchase(ctx, plan, request.PhoneNumber, diags)
	default:
		if number, ok := onlyNumber(found, request.PhoneNumber, path.Root("phone_number"), diags); ok {
			diags.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), newID(number.ID))...)
		}
	}
}

// planPurchase warns of what a number costs. A wrong key and a number that the inventory lists differently are errors,
// before the apply spends money.
func (r *virtualNumberPurchaseResource) planPurchase(
	ctx context.Context, plan virtualNumberPurchaseModel, number string,
	diags *diag.Diagnostics,
) {
	if !r.session.isRightKey(ctx, "Cannot purchase "+number, diags) { // the list that lacks the number serves it too
		return
	}
	price := ""
	offer, err := r.session.findOffer(ctx, plan, number)
	switch {
	case r.session.addStopped(diags, err, nil):
		return
	case err != nil:
		price = plan.priceNotKnown(err.Error())
	default:
		price = offer.price()
		plan.addContradictions(diags, number, offer)
	}
	if !diags.HasError() {
		warnPurchase(diags, fmt.Sprintf("Purchasing %s costs money", number), price)
	}
}

// warnPurchase warns that applying costs money. The number is in the summary, since Terraform folds warnings with equal
// summaries into one.
func warnPurchase(diags *diag.Diagnostics, summary, price string) {
	diags.AddAttributeWarning(path.Root("phone_number"), summary, price+" The number is billed until it is released in "+
		"the dashboard. Destroying the resource does not release it.")
}

// addOtherNumber rejects other digits for an existing purchase: a replacement would purchase a second number, while the
// first one stays on the account and is billed.
func addOtherNumber(diags *diag.Diagnostics, state virtualNumberPurchaseModel, other string) {
	phone := state.PhoneNumber.ValueString()
	diags.AddAttributeError(path.Root("phone_number"),
		fmt.Sprintf("The purchase of %s cannot become the purchase of %s", state.label(), other),
		fmt.Sprintf("Nothing was purchased, and %s stays on the account and is billed.\n\n%s", phone, numbered([]string{
			fmt.Sprintf("Write phone_number = %q in identitycall_virtual_number_purchase.NAME. Do not refer to the inventory "+
				"(identitycall_available_virtual_numbers): it no longer contains a purchased number.", phone),
			"To purchase another number too, add a second resource: identitycall_virtual_number_purchase.OTHER.",
			"To destroy the whole configuration, do step 1 first, or run terraform destroy -refresh=false.",
		})))
}

// offer is a number in the inventory: the country and the type whose list contains it, and its costs, which are null if
// they are missing or no decimals.
type offer struct{ country, numberType, upfrontCost, monthlyCost types.String }

// findOffer looks a number up in the inventory, with one request for each country and type until one of them lists it.
// What is configured comes first: if another list has the number, the configuration is wrong. The error is why the
// price is not known.
func (s *session) findOffer(ctx context.Context, plan virtualNumberPurchaseModel, number string) (offer, error) {
	countries := configuredFirst(plan.CountryCode, phonenumber.Country(number))
	for _, country := range countries {
		country = strings.ToUpper(country) // as the data source asks
		for _, numberType := range configuredFirst(plan.NumberType, numberTypes...) {
			entry, ok, err := s.client.VirtualNumbers.FindAvailableCached(ctx, number, country, numberType)
			if err != nil {
				return offer{}, fmt.Errorf("the lookup in the inventory failed: %w", err)
			}
			if ok {
				return offer{
					types.StringValue(country), types.StringValue(numberType), newCost(entry.UpfrontCost), newCost(entry.MonthlyCost),
				}, nil
			}
		}
	}
	if len(countries) == 0 {
		return offer{}, errors.New("the number belongs to no country, and country_code is not set")
	}
	return offer{}, errors.New("the inventory does not list the number")
}

// configuredFirst returns the configured value, if it is known, and then all others that are not empty.
func configuredFirst(configured types.String, others ...string) []string {
	var values []string
	if known(configured) {
		values = append(values, configured.ValueString())
	}
	return append(values, filtered(others, func(other string) bool {
		return other != "" && !strings.EqualFold(other, configured.ValueString())
	})...)
}

// newCost converts a cost of the inventory.
func newCost(cost *string) types.String {
	if cost == nil || checkCost(*cost) != nil {
		return types.StringNull()
	}
	return types.StringValue(*cost)
}

// price is the beginning of a warning.
func (o offer) price() string {
	costs := costsText(o.upfrontCost, o.monthlyCost)
	if costs == "" {
		return "Its price is not known: the inventory lists the number without its costs."
	}
	text := fmt.Sprintf("It costs %s, in the carrier's currency.", costs)
	switch {
	case o.upfrontCost.IsNull():
		text += " Its one-time cost is not known."
	case o.monthlyCost.IsNull():
		text += " Its monthly cost is not known."
	}
	return text
}

// priceNotKnown is price for a number that was not found in the inventory.
func (m virtualNumberPurchaseModel) priceNotKnown(reason string) string {
	text := fmt.Sprintf("Its price is not known: %s.", reason)
	if costs := costsText(m.UpfrontCost, m.MonthlyCost); costs != "" {
		text += fmt.Sprintf(" The configured cost is %s, in the carrier's currency.", costs)
	}
	return text
}

func costsText(upfront, monthly types.String) string {
	var costs []string
	if known(upfront) {
		costs = append(costs, upfront.ValueString()+" once")
	}
	if known(monthly) {
		costs = append(costs, monthly.ValueString()+" a month")
	}
	return enumerate(costs)
}

// addContradictions reports the arguments that differ from the inventory.
func (m virtualNumberPurchaseModel) addContradictions(diags *diag.Diagnostics, number string, listed offer) {
	for _, compared := range []struct {
		argument, noun     string
		configured, listed types.String
		same               func(a, b string) bool
	}{
		{"country_code", "country", m.CountryCode, listed.country, strings.EqualFold},
		{"number_type", "number type", m.NumberType, listed.numberType, strings.EqualFold},
		{"upfront_cost", "one-time cost", m.UpfrontCost, listed.upfrontCost, sameDecimal},
		{"monthly_cost", "monthly cost", m.MonthlyCost, listed.monthlyCost, sameDecimal},
	} {
		configured, inventory := compared.configured.ValueString(), compared.listed.ValueString()
		if !known(compared.configured) || compared.listed.IsNull() || compared.same(configured, inventory) {
			continue
		}
		diags.AddAttributeError(path.Root(compared.argument),
			fmt.Sprintf("The %s of %s is %s, not %s", compared.noun, number, inventory, configured),
			"The number is not purchased, since the inventory contradicts the configuration.\n\n"+numbered([]string{
				fmt.Sprintf("To purchase it nevertheless, set %s = %q in identitycall_virtual_number_purchase.NAME.",
					compared.argument, inventory),
				"To choose another number, look at the data source identitycall_available_virtual_numbers, which lists numbers " +
					"with their costs.",
			}))
	}
}

// sameDecimal reports whether two decimals are equal, as 1.0 and 1.00 are.
func sameDecimal(a, b string) bool {
	first, isFirst := new(big.Rat).SetString(a)
	second, isSecond := new(big.Rat).SetString(b)
	return isFirst && isSecond && first.Cmp(second) == 0
}
