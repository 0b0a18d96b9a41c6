package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"golang.org/x/sync/semaphore"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// planCall is one call of ModifyPlan, as it reaches the ledger.
type planCall func(*session, *diag.Diagnostics)

func of(calls ...planCall) []planCall { return calls }

func keeps(o managedObject) planCall   { return moves(o, o) }
func creates(o managedObject) planCall { return moves(nil, o) }
func moves(prior, planned managedObject) planCall {
	return func(s *session, diags *diag.Diagnostics) { s.plan(prior, planned, "7", diags) }
}

func destroys(o managedObject) planCall {
	return func(s *session, diags *diag.Diagnostics) { s.planDestroy(o, "7", diags) }
}

// plansList is a list of number 7's operators; unchanged, changed or with an operator that is not known yet.
func plansList(kind string, operators ...int64) planCall {
	return func(s *session, diags *diag.Diagnostics) {
		s.planList(7, plannedList{operators, kind != "incomplete", kind == "unchanged"}, diags)
	}
}

// permutations returns all orders of the calls.
func permutations(calls []planCall) [][]planCall {
	if len(calls) < 2 {
		return [][]planCall{calls}
	}
	var all [][]planCall
	for i, call := range calls {
		for _, order := range permutations(slices.Concat(calls[:i], calls[i+1:])) {
			all = append(all, append(of(call), order...))
		}
	}
	return all
}

// Two resources that manage one object are one error, in every order of the plan calls. Nothing else is an error.
func TestLedger_conflicts(t *testing.T) {
	const twice, givenUp, dropped = "managed by two resources", "is given up by one resource", "is given up by a list"
	number, other, purchase := numberObject(7), numberObject(8), purchaseObject("+15550001111")
	operator, project := operatorObject(12), projectObject(3)
	list7, list8 := listObject(7), listObject(8)
	pair, pair13, pair14 := attachment{7, 12}, attachment{7, 13}, attachment{7, 14}
	for name, test := range map[string]struct {
		calls []planCall
		want  string
	}{
		"two keep a number":                      {of(keeps(number), keeps(number)), twice},
		"three keep a number":                    {of(keeps(number), keeps(number), keeps(number)), twice},
		"two adopt a number":                     {of(creates(number), creates(number)), twice},
		"one keeps a number, one changes to it":  {of(keeps(number), moves(other, number)), twice},
		"two change to one list":                 {of(moves(list8, list7), moves(listObject(9), list7)), twice},
		"two purchases of a number":              {of(creates(purchase), creates(purchase)), twice},
		"two keep an operator":                   {of(keeps(operator), keeps(operator)), twice},
		"an operator imported, and destroyed":    {of(keeps(operator), destroys(operator)), givenUp},
		"a project kept and destroyed":           {of(keeps(project), destroys(project)), givenUp},
		"an attachment kept and destroyed":       {of(keeps(pair), destroys(pair)), givenUp},
		"an attachment kept, and changed":        {of(keeps(pair), moves(pair, pair13)), givenUp},
		"an unchanged list, and its attachment":  {of(plansList("unchanged", 12, 13), destroys(pair)), givenUp},
		"an unchanged list, and a change":        {of(plansList("unchanged", 12), moves(pair, pair13)), givenUp},
		"a list drops what an attachment keeps":  {of(plansList("changed", 12), keeps(pair), keeps(pair13)), dropped},
		"an empty list drops an attachment":      {of(plansList("changed"), keeps(pair)), dropped},
		"a replacement of a number":              {of(keeps(number), creates(number)), ""},
		"a rename of a number":                   {of(destroys(number), creates(number)), ""},
		"two numbers are swapped":                {of(moves(number, other), moves(other, number)), ""},
		"a deposed number":                       {of(keeps(number), destroys(number)), ""},
		"a deposed list":                         {of(keeps(list7), destroys(list7), plansList("unchanged", 12)), ""},
		"two lists are swapped":                  {of(moves(list7, list8), moves(list8, list7)), ""},
		"a rename of an attachment":              {of(destroys(pair), creates(pair)), ""},
		"two attachments are swapped":            {of(moves(pair, pair13), moves(pair13, pair)), ""},
		"an attachment takes another one's":      {of(destroys(pair), moves(pair13, pair)), ""},
		"attachments become a list":              {of(destroys(pair), creates(list7), plansList("changed", 12)), ""},
		"a list becomes attachments":             {of(destroys(list7), creates(pair), creates(pair13)), ""},
		"a list and its attachments":             {of(plansList("unchanged", 12, 13), keeps(pair), keeps(pair13)), ""},
		"a list that changes beside attachments": {of(plansList("changed", 12, 14), keeps(pair), destroys(pair13)), ""},
		"a list that is not known yet":           {of(plansList("incomplete", 12), keeps(pair), keeps(pair13)), ""},
		"a list beside a new attachment":         {of(plansList("unchanged", 12), creates(pair13)), ""},
		"three attachments in turn":              {of(moves(pair, pair13), moves(pair13, pair14), moves(pair14, pair)), ""},
		"another planned object is not known":    {of(keeps(number), moves(other, nil)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, order := range permutations(test.calls) {
				s := newTestSession()
				var diags diag.Diagnostics
				for _, call := range order {
					call(s, &diags)
				}
				switch {
				case test.want == "" && len(diags) > 0:
					t.Errorf("a false alarm: %v", diags)
				case test.want != "" && (len(diags) != 1 || !strings.Contains(diags[0].Summary(), test.want)):
					t.Errorf("got %v, want one error with %q", diags, test.want)
				}
			}
		})
	}
}

// Pulumi's bridge plans one change several times in one process, so plans do not show that two resources differ.
func TestLedger_planRepeats(t *testing.T) {
	config, _ := providerBlock(t, arguments{"api_key": sandbox.DefaultKey})
	var response provider.ConfigureResponse
	request := provider.ConfigureRequest{TerraformVersion: pulumiBridge, Config: config}
	New("1.2.3")().Configure(t.Context(), request, &response)
	s, ok := response.ResourceData.(*session)
	if !ok {
		t.Fatal(response.Diagnostics)
	}
	var diags diag.Diagnostics
	for range 3 {
		keeps(numberObject(7))(s, &diags)
		moves(attachment{7, 12}, attachment{7, 13})(s, &diags)
		keeps(attachment{7, 12})(s, &diags)
	}
	if len(diags) > 0 {
		t.Errorf("a false alarm: %v", diags)
	}
}

func newTestSession() *session {
	return &session{ledger: newLedger(), locks: map[int64]*semaphore.Weighted{}}
}

// The last of the plans that leave a number without an operator shows it, whatever that plan is. It is not shown if one
// of them attaches somebody.
func TestLedger_isLeftEmpty(t *testing.T) {
	pair := func(operator int64) attachment { return attachment{7, operator} }
	deletes := func(operator operatorObject) planCall { return destroys(operator) }
	attaches := func(s *session, _ *diag.Diagnostics) { s.ledger.attachesUnknown(7) }
	for name, test := range map[string]struct {
		calls     []planCall
		operators []int64
		want      bool
	}{
		"the only operator":                    {of(deletes(12)), []int64{12}, true},
		"both":                                 {of(deletes(12), deletes(13)), []int64{12, 13}, true},
		"one of two":                           {of(deletes(12)), []int64{12, 13}, false},
		"an attachment and an operator":        {of(destroys(pair(12)), deletes(13)), []int64{12, 13}, true},
		"a list without anybody else":          {of(deletes(12), plansList("unchanged", 12)), []int64{12}, true},
		"a list drops the other one":           {of(deletes(12), plansList("changed", 12)), []int64{12, 13}, true},
		"a list adds somebody":                 {of(deletes(12), plansList("changed", 12, 14)), []int64{12}, false},
		"a list is not known yet":              {of(deletes(12), plansList("incomplete")), []int64{12}, false},
		"a list attaches what is detached":     {of(destroys(pair(12)), plansList("changed", 12)), []int64{12}, false},
		"an attachment attaches somebody":      {of(deletes(12), creates(pair(14))), []int64{12}, false},
		"an attachment changes to somebody":    {of(moves(pair(12), pair(14))), []int64{12}, false},
		"an attachment of a deleted operator":  {of(deletes(12), keeps(pair(12))), []int64{12}, true},
		"an attachment is not known yet":       {of(destroys(pair(12)), attaches), []int64{12}, false},
		"an attachment comes back":             {of(destroys(pair(12)), creates(pair(12))), []int64{12}, false},
		"another number gets somebody":         {of(destroys(pair(12)), creates(attachment{8, 14})), []int64{12}, true},
		"an operator of which nothing is said": {nil, []int64{12}, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, order := range permutations(test.calls) {
				s := newTestSession()
				for _, call := range order {
					call(s, &diag.Diagnostics{})
				}
				if got := s.ledger.isLeftEmpty(7, test.operators); got != test.want {
					t.Errorf("got %t", got)
				}
			}
		})
	}
}

// The second Create or Update of an object is refused, unless the first one failed.
func TestLedger_claim(t *testing.T) {
	l := newLedger()
	got := []bool{l.claim(listObject(7)), l.claim(listObject(7)), l.claim(listObject(8)), l.claim(numberObject(7))}
	l.release(listObject(7))
	if got = append(got, l.claim(listObject(7))); fmt.Sprint(got) != "[true false true true true]" {
		t.Errorf("got %v", got)
	}
}
