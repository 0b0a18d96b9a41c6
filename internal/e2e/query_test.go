package e2e_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// queried are the list resources, with the second of three objects: its ID and path, its label in messages, and a part
// of its entry in the list.
var queried = map[string]struct{ list, id, path, label, entry string }{
	typeNumber: {
		"/virtual_numbers", "102", "/virtual_numbers/102", "virtual number +15555550102 (ID 102)",
		`"country_code":"US","id":102`,
	},
	typeList: {
		"/virtual_numbers", "102", "/virtual_numbers/102", "the operators of virtual number +15555550102 (ID 102)",
		`"country_code":"US","id":102`,
	},
	typeOperator: {"/operators", "2", "", "operator Operator 2 (ID 2)", `"id":2,"initials":"O2"`},
	typeProject:  {"/projects", "52", "/projects/52", "project Project 2 (ID 52)", `"id":52,"industry":null`},
}

// newQueried returns an account with three objects of each kind.
func newQueried(t *testing.T) *acctest.Account {
	t.Helper()
	a := underTest.NewAccount(t)
	a.Block = arguments{"max_retries": 0}
	for i := int64(1); i <= 3; i++ {
		phone := fmt.Sprintf("+1555555%04d", 100+i)
		a.AddOperator(sandbox.Operator{ID: i, Name: fmt.Sprintf("Operator %d", i), PhoneNumber: phone})
		a.AddProject(sandbox.Project{ID: 50 + i, Name: fmt.Sprintf("Project %d", i), Language: "en"})
		a.AddVirtualNumber(sandbox.VirtualNumber{ID: 100 + i, PhoneNumber: phone, Operators: []int64{i}})
	}
	return a
}

// One object that vanishes while a query reads, or that lacks fields, is skipped with a warning, and does not count for
// the limit. Every other failure is an error.
func TestQuery_oneObjectFails(t *testing.T) {
	t.Parallel()
	for kind, object := range queried {
		for name, test := range map[string]struct {
			inList bool
			reply  sandbox.Reply
			skips  string // the warning; "" if it is an error
		}{
			"vanished": {false, sandbox.Status(404, `{"error":"Resource not found"}`),
				"404 Not Found: Resource not found, but GET " + object.list + " contains the ID"},
			"lacks fields": {false, sandbox.Status(200, `{"data":{"id":`+object.id+`}}`), "cannot be used: the field"},
			"lacks a field in the list": {true, sandbox.Edited(object.entry, `"id":`+object.id),
				"cannot be used: in the entry with the ID " + object.id},
			"a page":        {false, sandbox.HTML(200), ""},
			"a proxy's 404": {false, sandbox.HTML(404), ""},
			"forbidden":     {false, sandbox.Status(403, `{"error":"No"}`), ""},
		} {
			path := object.path
			if test.inList {
				path = object.list
			}
			if path == "" { // the list has everything
				continue
			}
			t.Run(strings.TrimPrefix(kind, "identitycall_")+" "+name, func(t *testing.T) {
				t.Parallel()
				a := newQueried(t)
				a.Inject(sandbox.Fault{Path: path, Times: -1, AfterWork: test.inList, Reply: test.reply})
				found, diags := a.Start().Query(kind, nil, 2, true)
				if test.skips == "" {
					errors := diags.Errors()
					if len(errors) != 1 || !strings.HasPrefix(errors[0], "error: Cannot read "+object.label+": GET "+path) {
						t.Errorf("found %v, with the errors %q", found, errors)
					}
					return
				}
				warnings := diags.Warnings()
				if len(found) != 2 || !strings.Contains(found[1].DisplayName, "3") || len(diags) != 1 || len(warnings) != 1 ||
					!strings.HasPrefix(warnings[0], "warning: Skipped "+object.label+": GET ") ||
					!strings.Contains(warnings[0], test.skips) {
					t.Errorf("found %v, with the errors %q and the warnings %q", found, diags.Errors(), warnings)
				}
			})
		}
	}
}

// An account takes longer than the timeout of one operation, since each object has its own.
func TestQuery_largeAccountAtTheSlowestLimit(t *testing.T) {
	t.Parallel()
	acctest.WithFakeTime(t, func(t *testing.T) {
		const numbers = 1300
		a := newQueried(t)
		for i := a.VirtualNumbers(); i < numbers; i++ {
			a.AddVirtualNumber(sandbox.VirtualNumber{PhoneNumber: fmt.Sprintf("+1555666%04d", i)})
		}
		a.Limit(60, time.Minute)
		a.Paginate(100)
		started := time.Now()
		if found, diags := a.Start().Query(typeNumber, nil, 2*numbers, true); len(found) != numbers || len(diags) > 0 {
			t.Errorf("found %d numbers, with the errors %q", len(found), diags.Errors())
		}
		if took := time.Since(started); took < 20*time.Minute {
			t.Errorf("it took %s, which is less than one timeout", took)
		}
	})
}
