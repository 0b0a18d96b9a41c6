package provider

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// createdKind is a kind of object that a POST creates and nothing in it tells from an equal one.
type createdKind struct {
	name      string // as messages have it
	resource  string // its type in a configuration
	path      string
	arguments string
	body      string
	object    string // what a message calls it
	count     func(*service) int
	// add makes an object that equals what arguments say.
	add func(*service) int64
}

var createdKinds = []createdKind{
	{
		name: "operator", resource: "identitycall_operator", path: "/operators", object: "Operator Greta Hall",
		arguments: "name = \"Greta Hall\"\nphone_number = \"(415) 555-0134\"",
		body:      `{"name":"Greta Hall","phone_number":"(415) 555-0134"}`,
		count:     func(s *service) int { return len(s.Operators()) },
		add: func(s *service) int64 {
			return s.AddOperator(sandbox.Operator{Name: "Greta Hall", PhoneNumber: "+14155550134", Active: true})
		},
	},
	{
		name: "project", resource: "identitycall_project", path: "/projects", object: "Project Support",
		arguments: "name = \"Support\"\nlanguage = \"en\"\nretention_days = 30\nquality_baseline_pct = 87.5",
		body:      `{"name":"Support","language":"en","retention_days":30,"quality_baseline_pct":87.5}`,
		count:     func(s *service) int { return len(s.Projects()) },
		add: func(s *service) int64 {
			return s.AddProject(sandbox.Project{Name: "Support", Language: "en", RetentionDays: pointer[int64](30), QualityBaselinePct: pointer(87.5)})
		},
	},
}

// config is a configuration of one resource of the kind, called x.
func (k createdKind) config(arguments string) string {
	return fmt.Sprintf("resource %q \"x\" {\n%s\n%s\n}\n", k.resource, k.arguments, arguments)
}

func (k createdKind) address() string { return k.resource + ".x" }

func (k createdKind) post() string { return "POST " + k.path + " " + k.body }

// fault strikes the first creation.
func (k createdKind) fault(fault sandbox.Fault) sandbox.Fault {
	fault.Method, fault.Path = http.MethodPost, k.path
	return fault
}

func (k createdKind) mustHave(t *testing.T, s *service, objects int) {
	t.Helper()
	if got := k.count(s); got != objects {
		t.Errorf("the account has %d objects of the kind, wanted %d", got, objects)
	}
}

// eachKind runs a test for every kind.
func eachKind(t *testing.T, test func(*testing.T, createdKind)) {
	for _, kind := range createdKinds {
		t.Run(kind.name, func(t *testing.T) { test(t, kind) })
	}
}

var lostReplies = map[string]sandbox.Reply{
	"reset":     sandbox.Reset(),
	"500":       sandbox.Status(500, `{"error":"Internal server error"}`),
	"502 page":  sandbox.HTML(502),
	"truncated": sandbox.Truncated(),
	"shortened": sandbox.Shortened(),
	"malformed": sandbox.Malformed(),
}

// The object is there, its answer is not: it is found, and nobody is troubled.
func TestAccLostAnswer(t *testing.T) {
	eachKind(t, func(t *testing.T, kind createdKind) {
		for name, reply := range lostReplies {
			t.Run(name, func(t *testing.T) {
				s := newService(t)
				kind.add(s) // an equal one from before, with the id 1001, which is never taken for it
				s.Inject(kind.fault(sandbox.Fault{AfterWork: true, Reply: reply}))
				config := s.config(kind.config(""))
				run(t,
					resource.TestStep{Config: config, Check: resource.ComposeAggregateTestCheckFunc(
						s.sent(kind.post()), resource.TestCheckResourceAttr(kind.address(), "id", "1002"))},
					resource.TestStep{Config: config, ConfigPlanChecks: planned(kind.address(), plancheck.ResourceActionNoop), Check: func(*terraform.State) error {
						kind.mustHave(t, s, 2)
						return nil
					}},
				)
				kind.mustHave(t, s, 1) // the destruction at the end took the right one
			})
		}
	})
}

// A project is found by reading it in full: nothing is asked after that, whose failure would lose what was found.
func TestAccLostAnswer_foundOnce(t *testing.T) {
	s := newService(t)
	s.Inject(
		sandbox.Fault{Method: http.MethodPost, Path: "/projects", AfterWork: true, Reply: sandbox.Reset()},
		sandbox.Fault{Method: http.MethodGet, Path: "/projects/1001", Skip: 1, Times: -1, Reply: sandbox.Status(403, `{"error":"Read permission required"}`)},
	)
	run(t, resource.TestStep{Config: s.supportConfig(""), Check: func(*terraform.State) error {
		s.Heal() // what follows is a refresh
		return nil
	}})
}

// As far as one can see nothing was created: an error, which says what to do, and the next apply creates it.
func TestAccLostAnswer_noEffect(t *testing.T) {
	eachKind(t, func(t *testing.T, kind createdKind) {
		for _, name := range []string{"reset", "500", "502 page", "truncated"} {
			t.Run(name, func(t *testing.T) {
				s := newService(t)
				s.Inject(kind.fault(sandbox.Fault{Reply: lostReplies[name]}))
				config := s.config(kind.config(""))
				run(t,
					resource.TestStep{Config: config, ExpectError: says(kind.object + " may or may not exist")},
					resource.TestStep{Config: config, Check: func(*terraform.State) error {
						kind.mustHave(t, s, 1)
						return s.checkSent(kind.post(), kind.post())
					}},
				)
				kind.mustHave(t, s, 0)
			})
		}
	})
}

func TestAccLostAnswer_saysWhatToDo(t *testing.T) {
	eachKind(t, func(t *testing.T, kind createdKind) {
		s := newService(t)
		s.Inject(kind.fault(sandbox.Fault{Reply: sandbox.Reset()}))
		run(t, resource.TestStep{Config: s.config(kind.config("")), ExpectError: says(
			"It was not sent again, so that nothing is made twice, but it may still take effect. Look in the dashboard for")})
		s.Inject(kind.fault(sandbox.Fault{Reply: sandbox.Reset()}))
		runAlone(t, resource.TestStep{Config: s.config(kind.config("")), ExpectError: says("If it is there, take it over with: terraform import ADDRESS ID")})
	})
}

// Two equal objects are created at once, and both answers are lost: each resource gets one of its own.
func TestAccLostAnswer_twoEqual(t *testing.T) {
	eachKind(t, func(t *testing.T, kind createdKind) {
		s := newService(t)
		s.Inject(kind.fault(sandbox.Fault{AfterWork: true, Reply: sandbox.Reset(), Times: 2}))
		config := s.config(kind.config("count = 2"))
		run(t,
			resource.TestStep{Config: config, Check: func(state *terraform.State) error {
				kind.mustHave(t, s, 2)
				return errors.Join(s.checkSent(kind.post(), kind.post()), mustDiffer(state, kind.address()+".0", kind.address()+".1"))
			}},
			resource.TestStep{Config: config, ConfigPlanChecks: planned(kind.address()+"[0]", plancheck.ResourceActionNoop)},
		)
		kind.mustHave(t, s, 0)
	})
}

// Of two equal ones, one is created and the other's request never arrives: its resource does not take the first one's object.
func TestAccLostAnswer_oneOfTwoEqual(t *testing.T) {
	eachKind(t, func(t *testing.T, kind createdKind) {
		s := newService(t)
		s.Inject(kind.fault(sandbox.Fault{Reply: sandbox.Reset()}))
		config := s.config(kind.config("count = 2"))
		run(t,
			resource.TestStep{Config: config, ExpectError: says(kind.object + " may or may not exist")},
			resource.TestStep{
				PreConfig: func() { kind.mustHave(t, s, 1) },
				Config:    config,
				Check: func(state *terraform.State) error {
					kind.mustHave(t, s, 2)
					return mustDiffer(state, kind.address()+".0", kind.address()+".1")
				},
			},
		)
		kind.mustHave(t, s, 0)
	})
}

func mustDiffer(state *terraform.State, addresses ...string) error {
	seen := map[string]bool{}
	for _, address := range addresses {
		found, ok := state.RootModule().Resources[address]
		if !ok || seen[found.Primary.ID] {
			return fmt.Errorf("%s has no object of its own", address)
		}
		seen[found.Primary.ID] = true
	}
	return nil
}

// An object that equals one from before the run is created, since two may be wanted; the warning tells of the other.
func TestAccLostAnswer_twin(t *testing.T) {
	t.Parallel()
	for _, kind := range createdKinds {
		s := newService(t)
		before := kind.add(s)
		w := newWorkspace(t, s)
		w.configure(kind.config(""))
		shown, code := w.apply()
		for _, text := range []string{
			fmt.Sprintf("Warning: %s existed before, with id %d", kind.object, before),
			fmt.Sprintf("It equals the one that was just created (id %d) in every setting that is written.", before+1),
			fmt.Sprintf("terraform import ADDRESS %d", before),
		} {
			if code != 0 || !strings.Contains(shown, text) {
				t.Errorf("apply ended with %d and does not say %q:\n%s", code, text, shown)
			}
		}
		kind.mustHave(t, s, 2)
		s.mustSend(t, kind.post())

		// One that differs in what is written is no twin.
		other := newService(t)
		kind.add(other)
		w = newWorkspace(t, other)
		w.configure(strings.NewReplacer("Greta Hall", "Greta Moss", "87.5", "90").Replace(kind.config("")))
		if shown, code := w.apply(); code != 0 || strings.Contains(shown, "existed before") {
			t.Errorf("apply ended with %d:\n%s", code, shown)
		}
	}
}
