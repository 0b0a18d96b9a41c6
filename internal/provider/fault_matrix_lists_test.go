package provider

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// listedAccount is one account of TestAccFaultMatrix_lists, whose lists meet one row's fault.
type listedAccount struct {
	*service
	row    matrixRow
	name   string // of its provider and its resources
	number int64  // that ends its ids, so that a message tells whose it is
}

// listedKinds are what each account holds, and what the matrix looks at of it. Arguments and import ids have the account's number.
var listedKinds = map[string]struct{ list, importID, arguments, looksAt string }{
	"identitycall_operator": {"/operators", "71%d", "name = \"Alice Carter\"\nphone_number = \"+15555550112\"", "email"},
	"identitycall_project":  {"/projects", "72%d", "name = \"Sales\"\nlanguage = \"en\"", "industry"},
	// Its list serves the import by a phone number; refreshing reads a number by its id.
	"identitycall_virtual_number": {"/virtual_numbers", "+1555555%d", "phone_number = \"+1555555%d\"", "name"},
}

func newListedAccount(t *testing.T, row matrixRow, index int) listedAccount {
	t.Helper()
	a := listedAccount{newService(t), row, "met_" + strings.ReplaceAll(row.name, " ", "_"), int64(7000 + index)}
	a.SetClock(fixedMatrixTime)
	earlier := matrixTime.Add(-time.Hour)
	a.AddOperator(sandbox.Operator{ID: 710000 + a.number, Name: "Alice Carter", PhoneNumber: "+15555550112", Active: true})
	a.AddProject(sandbox.Project{ID: 720000 + a.number, Name: "Sales", Language: "en", CreatedAt: earlier, UpdatedAt: earlier})
	a.AddVirtualNumber(sandbox.VirtualNumber{ID: 7, PhoneNumber: a.with("+1555555%d"), Active: true})
	return a
}

// with writes the account's number into a text that has a place for it.
func (a listedAccount) with(text string) string {
	return strings.ReplaceAll(text, "%d", strconv.FormatInt(a.number, 10))
}

// move changes each object in the dashboard.
func (a listedAccount) move() {
	a.EditOperator(710000+a.number, func(o *sandbox.Operator) { o.Email = pointer("moved") })
	a.EditProject(720000+a.number, func(p *sandbox.Project) { p.Industry = pointer("moved") })
	a.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Name = pointer("moved") })
}

// whoseList finds the object that a text is about by the id or the phone number in it.
func whoseList(accounts []listedAccount) func(string) string {
	return func(text string) string {
		for _, account := range accounts {
			for kind, of := range listedKinds {
				if strings.Contains(text, account.with(of.importID)) {
					return kind + "." + account.name
				}
			}
		}
		return ""
	}
}

// A list serves all that one process looks for: so each row has an account and a provider of its own, in one configuration.
func TestAccFaultMatrix_lists(t *testing.T) {
	t.Parallel()
	var accounts []listedAccount
	configuration := ""
	for _, row := range matrixRows(t) {
		if row.fault.AfterWork || row.fault.Detached {
			continue // a list does no work
		}
		account := newListedAccount(t, row, len(accounts))
		accounts = append(accounts, account)
		configuration += row.provider(account.name, fmt.Sprintf("base_url = %q", account.url))
		for _, kind := range slices.Sorted(maps.Keys(listedKinds)) {
			of := listedKinds[kind]
			configuration += fmt.Sprintf("resource %q %q {\n  provider = identitycall.%[2]s\n%[3]s\n}\nimport {\n  to = %[1]s.%[2]s\n  id = %[4]q\n}\n",
				kind, account.name, account.with(of.arguments), account.with(of.importID))
		}
	}
	w := newWorkspace(t, accounts[0].service)
	w.configure(configuration)
	apply := []string{"apply", "-auto-approve", "-input=false", "-parallelism=50"}

	// An import asks for a project by its id: it meets no fault.
	importing := []string{"identitycall_operator", "identitycall_virtual_number"}
	w.meet(accounts, importing, apply...)
	w.mustState(accounts, "")
	w.pass(accounts, importing, apply...)
	w.mustState(accounts, "<nil>")

	refreshing := []string{"identitycall_operator", "identitycall_project"}
	for _, account := range accounts {
		account.move()
	}
	apply = append(apply, "-refresh-only")
	w.meet(accounts, refreshing, apply...)
	w.mustState(accounts, "<nil>")
	w.pass(accounts, refreshing, apply...)
	w.mustState(accounts, "moved")
}

// meet lets the lists of the kinds meet each account's fault in a run that is bound to fail, and checks what it shows.
func (w *workspace) meet(accounts []listedAccount, kinds []string, arguments ...string) {
	w.t.Helper()
	inject(accounts, kinds, func(string) bool { return true })
	shown, code := w.show(whoseList(accounts), arguments...)
	if code != 1 {
		w.t.Errorf("%v ended with %d", arguments, code)
	}
	for _, account := range accounts {
		for kind := range listedKinds {
			outcome := "ok"
			if slices.Contains(kinds, kind) {
				outcome = account.row.outcomes["list"]
			}
			if err := shown[kind+"."+account.name].check(account.row, outcome, "list"); err != nil {
				w.t.Errorf("%v: %s: %s: %s", arguments, kind, account.row.name, err)
			}
		}
	}
}

// pass lets them meet the faults that pass, and no others.
func (w *workspace) pass(accounts []listedAccount, kinds []string, arguments ...string) {
	w.t.Helper()
	inject(accounts, kinds, func(outcome string) bool { return outcome == "ok" })
	if shown, code := w.show(whoseList(accounts), arguments...); code != 0 {
		w.t.Errorf("%v ended with %d: %q", arguments, code, shown)
	}
}

func inject(accounts []listedAccount, kinds []string, wanted func(outcome string) bool) {
	for _, account := range accounts {
		account.Heal()
		for _, kind := range kinds {
			if wanted(account.row.outcomes["list"]) {
				account.Inject(account.row.striking(target{method: http.MethodGet, path: listedKinds[kind].list}))
			}
		}
	}
}

// mustState checks what state holds of every object: "" stands for no object.
func (w *workspace) mustState(accounts []listedAccount, wanted string) {
	w.t.Helper()
	for kind, of := range listedKinds {
		state := w.state(kind)
		for _, account := range accounts {
			stated := ""
			if instance, ok := state[account.name]; ok {
				stated = fmt.Sprint(instance.Attributes[of.looksAt])
			}
			if stated != wanted {
				w.t.Errorf("%s: %s: state holds %q, not %q", kind, account.row.name, stated, wanted)
			}
		}
	}
	if w.t.Failed() {
		w.t.FailNow()
	}
}
