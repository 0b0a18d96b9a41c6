package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// managed is a resource or a data source of a configuration.
type managed struct {
	kind   string
	data   bool
	config arguments
	state  *acctest.Object
	change *acctest.Change
}

// frugal counts the requests of plans and applies.
type frugal struct {
	*acctest.Account
	objects []*managed
}

// newFrugal returns an account whose configuration has this many objects of a kind.
func newFrugal(t *testing.T, kind string, count int, config func(i int) arguments) *frugal {
	f := &frugal{Account: underTest.NewAccount(t)}
	f.add(kind, count, config)
	return f
}

func (f *frugal) add(kind string, count int, config func(i int) arguments) {
	for i := range count {
		f.objects = append(f.objects, &managed{kind: kind, config: config(i)})
	}
}

// walk does something with each object, ten at a time, as Terraform does.
func (f *frugal) walk(do func(*acctest.Run, *managed) (errors []string)) {
	f.T.Helper()
	f.ClearRequests()
	r, parallelism := f.Start(), make(chan bool, 10)
	var walk sync.WaitGroup
	for _, object := range f.objects {
		parallelism <- true
		walk.Go(func() {
			if errors := do(r, object); len(errors) > 0 {
				f.T.Errorf("%s: %q", object.kind, errors)
			}
			<-parallelism
		})
	}
	walk.Wait()
}

// plan refreshes and plans everything, and returns how many changes of each action are planned.
func (f *frugal) plan() map[string]int {
	f.T.Helper()
	f.walk(func(r *acctest.Run, object *managed) []string {
		if object.data {
			_, diags := r.Data(object.kind, object.config)
			return diags.Errors()
		}
		if object.state != nil {
			refreshed, diags := r.Refresh(object.kind, object.state)
			if object.state = refreshed; len(diags.Errors()) > 0 {
				return diags.Errors()
			}
		}
		object.change = r.Plan(object.kind, object.state, object.config)
		return object.change.Errors
	})
	actions := map[string]int{}
	for _, object := range f.objects {
		if object.change != nil {
			actions[object.change.Action]++
		}
	}
	delete(actions, "no-op")
	return actions
}

// apply applies the last plan.
func (f *frugal) apply() {
	f.T.Helper()
	f.walk(func(r *acctest.Run, object *managed) []string {
		if object.change == nil || object.change.Action == "no-op" {
			return nil
		}
		applied := r.Apply(object.change)
		object.state = applied.After
		return applied.Failed
	})
}

// cost fails the test unless the last plan or apply sent so many requests.
func (f *frugal) cost(lists, byID, writes int) {
	f.T.Helper()
	var sent []string
	gotLists, gotByID := 0, 0
	for _, request := range f.Requests() {
		sent = append(sent, request.String())
		switch {
		case request.Method != http.MethodGet:
		case strings.Count(request.Path, "/") == 1:
			gotLists++
		default:
			gotByID++
		}
	}
	if gotLists != lists || gotByID != byID || len(sent)-gotLists-gotByID != writes {
		f.T.Errorf("sent\n  %s\nwant %d lists, %d GETs by ID and %d writes", strings.Join(sent, "\n  "), lists, byID, writes)
	}
	slices.Sort(sent)
	if repeated := len(sent) - len(slices.Compact(sent)); repeated > 0 {
		f.T.Errorf("%d requests are repeated", repeated)
	}
}

// planCosts plans, and fails the test unless the plan has this many changes of an action and sends so many requests.
func (f *frugal) planCosts(action string, changes, lists, byID int) {
	f.T.Helper()
	actions := f.plan()
	if changes != actions[action] || len(actions) > min(changes, 1) {
		f.T.Errorf("the plan has %v, want %d to %s", actions, changes, action)
	}
	f.cost(lists, byID, 0)
}

func operatorConfig(i int) arguments {
	return arguments{"name": fmt.Sprintf("Operator %d", 100+i), "phone_number": fmt.Sprintf("+1555%07d", 5550000+i)}
}

// A list serves the refresh of all operators. Only an operator that it lacks is requested by its ID, and only the 404
// of that request removes it from state.
func TestFrugality_operators(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		const many, fifth = 15, 1005
		f := newFrugal(t, typeOperator, many, operatorConfig)
		f.planCosts("create", many, 1, 0) // for equal operators
		f.apply()
		f.cost(1, 0, many)
		f.planCosts("", 0, 1, 0)
		f.Paginate(5)
		f.planCosts("", 0, 3, 0)
		f.Paginate(0)

		f.EditOperator(fifth, func(o *sandbox.Operator) { o.PhoneNumber = "+15557770000" })
		f.planCosts("update", 1, 1, 0)
		f.apply()
		f.Inject(sandbox.Fault{
			Method: http.MethodGet, Path: pathOperators, Times: -1, Reply: sandbox.Status(http.StatusOK, `{"data": []}`),
		})
		f.planCosts("", 0, 1, many)
		f.ClearFaults()
		f.RemoveOperator(fifth)
		f.planCosts("create", 1, 1, 1)
	})
}

// A long list costs at most one request per page: a few objects are requested by ID.
func TestFrugality_longList(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		const few, pageSize, pages = 4, 4, 12
		f := newFrugal(t, typeOperator, few, operatorConfig)
		for i := range pages*pageSize - few { // their names come before those of the configuration
			f.AddOperator(sandbox.Operator{Name: fmt.Sprintf("Agent %d", i), PhoneNumber: fmt.Sprintf("+1555%07d", i)})
		}
		f.plan()
		f.apply()
		f.Paginate(pageSize)
		f.plan()
		if sent := len(f.Requests()); sent > pages {
			t.Errorf("sent %d requests, want at most %d", sent, pages)
		}
	})
}

// The list of projects lacks settings. Only a project that has changed, or that is missing, is requested by its ID.
func TestFrugality_projects(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		const many = 8
		f := newFrugal(t, typeProject, many, func(i int) arguments {
			return arguments{"name": fmt.Sprintf("Project %d", i), "language": "en"}
		})
		f.plan()
		f.apply()
		f.planCosts("", 0, 1, 0)
		f.EditProject(1003, func(p *sandbox.Project) { p.RetentionDays = pointer(int64(30)) })
		f.planCosts("update", 1, 1, 1)
		f.apply()
		f.cost(0, 1, 1) // a GET, because the PATCH holds retention_days
		f.planCosts("", 0, 1, 0)
		f.RemoveProject(1005)
		f.planCosts("create", 1, 1, 1)
	})
}

// A number costs one GET per run, whichever resources and data sources read it.
func TestFrugality_numbers(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		const many = 12
		f := newFrugal(t, typeNumber, many, func(i int) arguments {
			return arguments{"id": fmt.Sprint(i + 1), "recording": true}
		})
		f.addNumbers(many, 0)
		f.AddOperator(sandbox.Operator{ID: 501, Name: "Alice Carter", PhoneNumber: "+15555550112", Active: true})
		f.planCosts("create", many, 0, many)
		f.apply()
		f.cost(0, many, many)
		f.planCosts("", 0, 0, many)

		f.add(typeList, many, func(i int) arguments {
			return arguments{"virtual_number_id": fmt.Sprint(i + 1), "operator_ids": []any{"501"}}
		})
		f.plan()
		f.apply()
		f.objects = append(f.objects, &managed{kind: typeNumber, data: true, config: arguments{"id": "2"}},
			&managed{kind: typeNumber, data: true, config: arguments{"phone_number": "+1 (555) 000-0003"}})
		f.planCosts("", 0, 1, many)
	})
}

// addNumbers adds numbers with the IDs from 1. The first ones record.
func (f *frugal) addNumbers(count, recording int) {
	for i := 1; i <= count; i++ {
		f.AddVirtualNumber(sandbox.VirtualNumber{
			ID: int64(i), PhoneNumber: fmt.Sprintf("+1555%07d", i), Active: true, Recording: i <= recording,
		})
	}
}

// Under a rate limit, everything is read. The number of 429 responses is limited by the concurrency.
func TestFrugality_throttled(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		const many, wasted = 16, 12
		f := newFrugal(t, typeNumber, many, func(i int) arguments { return arguments{"id": fmt.Sprint(i + 1)} })
		f.addNumbers(many, 0)
		f.Limit(6, time.Second)
		f.plan()
		refused := 0
		for _, request := range f.Requests() {
			if request.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		if served := len(f.Requests()) - refused; served != many || refused == 0 || refused > wasted {
			t.Errorf("%d served and %d refused, want %d and at most %d", served, refused, many, wasted)
		}
	})
}

// The plan of an adoption and its apply read each number once. Numbers that have the configured settings cost no PATCH.
func TestFrugality_adoptByPhoneNumber(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		const many, changed = 300, 20
		f := newFrugal(t, typeNumber, many, func(i int) arguments {
			return arguments{"phone_number": fmt.Sprintf("+1 (555) 000-%04d", i+1), "recording": false}
		})
		f.addNumbers(many, changed)
		f.planCosts("create", many, 1, many)
		f.apply()
		f.cost(1, many, changed)
		f.planCosts("", 0, 0, many)
	})
}
