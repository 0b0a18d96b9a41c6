package e2e_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
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

func startQuery(t *testing.T, kind string) (*acctest.Service, *inProcess) {
	t.Helper()
	s := newMemoryService(t)
	for i := int64(1); i <= 3; i++ {
		phone := fmt.Sprintf("+1555555%04d", 100+i)
		s.AddOperator(sandbox.Operator{ID: i, Name: fmt.Sprintf("Operator %d", i), PhoneNumber: phone})
		s.AddProject(sandbox.Project{ID: 50 + i, Name: fmt.Sprintf("Project %d", i), Language: "en"})
		s.AddVirtualNumber(sandbox.VirtualNumber{ID: 100 + i, PhoneNumber: phone, Operators: []int64{i}})
	}
	return s, &inProcess{t: t, resource: kind, settings: values{
		"api_key": sandbox.DefaultKey, "base_url": s.URL, "max_retries": 0,
	}}
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
				synctest.Test(t, func(t *testing.T) {
					s, p := startQuery(t, kind)
					s.Inject(sandbox.Fault{Path: path, Times: -1, AfterWork: test.inList, Reply: test.reply})
					found := p.query(2)
					if test.skips == "" {
						if len(p.errors) != 1 || !strings.HasPrefix(p.errors[0], "Cannot read "+object.label+": GET "+path) {
							t.Errorf("found %q, with the errors %q", found, p.errors)
						}
						return
					}
					if len(found) != 2 || !strings.Contains(found[1], "3") || len(p.errors) > 0 || len(p.warnings) != 1 ||
						!strings.HasPrefix(p.warnings[0], "Skipped "+object.label+": GET ") ||
						!strings.Contains(p.warnings[0], test.skips) {
						t.Errorf("found %q, with the errors %q and the warnings %q", found, p.errors, p.warnings)
					}
				})
			})
		}
	}
}

// An account takes longer than the timeout of one operation, since each object has its own.
func TestQuery_largeAccountAtTheSlowestLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const numbers = 1300
		s, p := startQuery(t, typeNumber)
		for i := s.VirtualNumbers(); i < numbers; i++ {
			s.AddVirtualNumber(sandbox.VirtualNumber{PhoneNumber: fmt.Sprintf("+1555666%04d", i)})
		}
		s.Limit(60, time.Minute)
		s.Paginate(100)
		started := time.Now()
		if found := p.query(2 * numbers); len(found) != numbers || len(p.errors)+len(p.warnings) > 0 {
			t.Errorf("found %d numbers, with the errors %q", len(found), p.errors)
		}
		if took := time.Since(started); took < 20*time.Minute {
			t.Errorf("it took %s, which is less than one timeout", took)
		}
	})
}
