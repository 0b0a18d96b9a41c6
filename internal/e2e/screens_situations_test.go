package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	allNumbers  = "data \"identitycall_virtual_numbers\" \"all\" {}\n"
	retryOnce   = "provider \"identitycall\" {\n  max_retries = 1\n}\n"
	guarded     = "provider \"identitycall\" {\n  expected_phone_number = \"+15551234567\"\n}\n"
	unknownText = "resource \"terraform_data\" \"unknown\" {\n  triggers_replace = timestamp()\n}\n"
)

// line returns a virtual number with these arguments.
func line(arguments ...string) string { return number("line", strings.Join(arguments, "\n  ")) }

// purchaseLine returns a purchase with these arguments.
func purchaseLine(arguments ...string) string {
	return resource(typePurchase, "line", strings.Join(arguments, "\n  "))
}

// routed is the list of a number, routedTo the attachment of an operator to number 7.
func routed(virtualNumber string, operators ...string) string {
	quoted := ""
	if len(operators) > 0 {
		quoted = `"` + strings.Join(operators, `", "`) + `"`
	}
	return resource(typeList, "line",
		fmt.Sprintf("virtual_number_id = %q\n  operator_ids      = [%s]", virtualNumber, quoted))
}

func routedTo(operator string) string {
	return resource(typeAttachment, "line", fmt.Sprintf("virtual_number_id = \"7\"\n  operator_id       = %q", operator))
}

func importsLine(id string) string {
	return fmt.Sprintf("import {\n  to = identitycall_virtual_number.line\n  id = %q\n}\n", id)
}

// sales is a project with these further arguments.
func sales(arguments ...string) string {
	return resource(typeProject, "sales", "name     = \"Sales\"\n  language = \"en\"\n  "+strings.Join(arguments, "\n  "))
}

const greta = `resource "identitycall_operator" "greta" {
  name         = "Greta Hall"
  phone_number = "+14155550134"
}
`

// alice imports the only operator of number 7.
const alice = `import {
  to = identitycall_operator.alice
  id = "12"
}
resource "identitycall_operator" "alice" {
  name         = "Alice Carter"
  phone_number = "+15555550112"
  email        = "alice@example.com"
}
`

// situations are the most likely mistakes, and the warnings before irreversible changes, in the order in which a user
// meets them.
var situations = []situation{
	{name: "no key", config: line(`id = "7"`), prepare: variable(apiKeyVariable, "")},
	{name: "a key with its quotes", config: line(`id = "7"`), prepare: variable(apiKeyVariable, `"idc_quoted"`)},
	{name: "a key from a file", config: "provider \"identitycall\" {\n  api_key = \"idc_a\\n\"\n}\n" + line(`id = "7"`)},
	{name: "a wrong or expired key", config: allNumbers, prepare: variable(apiKeyVariable, "idc_wrong")},
	{name: "a key without the permission to read", config: allNumbers, prepare: withKey(sandbox.Key{Write: true})},
	{
		name: "a key without the permission to write", config: line(`id = "7"`, `name = "Sales"`), command: applyJSON,
		prepare: withKey(sandbox.Key{Read: true}),
	},
	{
		name:    "a key without the permission to delete",
		before:  sales(),
		prepare: withKey(sandbox.Key{Read: true, Write: true}),
		command: applyJSON,
	},
	{
		name: "a number of another project", config: line(`id = "8"`), command: applyJSON,
		prepare: withKey(sandbox.Key{Read: true, Write: true, ProjectID: 3}),
	},
	{
		name: "a key of another account, before something is created", config: guarded + greta, command: applyJSON,
		prepare: withKey(sandbox.Key{Read: true, Write: true, ProjectID: 4}),
	},
	{
		name: "a key of another account, before something is removed from state", before: line(`id = "7"`),
		config:  guarded + line(`id = "7"`),
		prepare: withKey(sandbox.Key{Read: true, Write: true, ProjectID: 4}),
	},
	{
		name:    "plain http",
		config:  line(`id = "7"`),
		prepare: variable(baseURLVariable, "http://api.identitycall.test/api/v1/public"),
	},
	{name: "offline", config: retryOnce + allNumbers, prepare: variable(baseURLVariable, "http://127.0.0.1:1")},
	{name: "a base URL without its path", config: allNumbers, prepare: everyResponse(notFound)},
	{
		name: "a base URL without its path, for a number in state", before: line(`id = "7"`), config: line(`id = "7"`),
		command: refreshJSON, prepare: everyResponse(notFound),
	},
	{
		name: "a web site instead of the API", config: allNumbers,
		prepare: everyResponse(sandbox.Status(200, "<html><body>Please log in</body></html>")),
	},
	{
		name:    "a page of a gateway",
		config:  retryOnce + allNumbers,
		prepare: everyResponse(sandbox.HTML(http.StatusBadGateway)),
	},
	{
		name:    "a redirect to a login page",
		config:  allNumbers,
		prepare: everyResponse(sandbox.Redirect("https://login.example.com/")),
	},
	{name: "a page of a firewall", config: allNumbers, prepare: everyResponse(sandbox.HTML(http.StatusForbidden))},
	{
		name: "a rate limit that lasts longer than the timeout", config: line(`id = "7"`, `timeouts = { read = "5s" }`),
		prepare: everyResponse(rateLimited("Retry-After", "60")),
	},

	{name: "neither an ID nor a phone number", config: line(`name = "Sales"`)},
	{name: "a typo in an ID", config: line(`id = "7O"`)},
	{name: "an ID that does not exist", config: line(`id = "70"`, `name = "Sales"`), command: applyJSON},
	{name: "a phone number without its plus", config: line(`phone_number = "(555) 123-4567"`)},
	{name: "a phone number that is not on the account", config: line(`phone_number = "+1 555 123 4576"`)},
	{
		name:    "an ID and a phone number of two numbers",
		config:  line(`id = "7"`, `phone_number = "+15557654321"`),
		command: applyJSON,
	},
	{name: "a routing strategy that does not exist", config: line(`id = "7"`, `routing_strategy = "roundrobin"`)},
	{name: "an inactive number", config: line(`phone_number = "+442079460958"`), command: applyJSON, warns: true},
	{
		name:    "a number that no longer exists",
		before:  line(`id = "7"`),
		config:  line(`id = "7"`),
		command: refreshJSON,
		warns:   true,
		prepare: releases(7),
	},
	{
		name:    "a number that is destroyed",
		before:  line(`id = "7"`),
		config:  line(`id = "7"`),
		command: destroyJSON,
		warns:   true,
	},
	{
		name:    "a number that is replaced by another one",
		before:  line(`id = "7"`),
		config:  line(`id = "8"`),
		command: applyJSON,
		warns:   true,
	},
	{
		name: "a number that is replaced by an inactive one", before: line(`id = "7"`), config: line(`id = "9"`),
		command: applyJSON, warns: true,
	},
	{name: "nonsense as an import ID", config: line(`id = "7"`) + importsLine("sales-line")},
	{name: "a phone number without its plus as an import ID", config: line(`id = "7"`) + importsLine("1 555 123 4567")},
	{name: "an import of a number that does not exist", config: line(`id = "70"`) + importsLine("70")},

	{
		name:    "a purchase",
		config:  purchaseLine(`phone_number = "+15550001111"`, `upfront_cost = "1.00"`, `monthly_cost = "2.50"`),
		command: applyJSON, warns: true,
	},
	{
		name:   "a purchase whose configuration contradicts the inventory",
		config: purchaseLine(`phone_number = "+15550003333"`, `number_type  = "local"`, `monthly_cost = "0.01"`),
	},
	{
		name:   "a purchase of the number that guards against the wrong key",
		config: strings.Replace(guarded, "1234567", "0001111", 1) + purchaseLine(`phone_number = "+15550001111"`),
	},
	{
		name:    "a purchase of a phone number that is not known yet",
		config:  unknownText + purchaseLine(`phone_number = terraform_data.unknown.id`),
		command: planJSON, warns: true,
	},
	{
		name:   "a purchase whose lookup fails in the plan",
		config: purchaseLine(`phone_number = "+15550001111"`), command: planJSON,
		warns:   true,
		prepare: responsesTo("GET", "/virtual_numbers", sandbox.Status(403, `{"error":"Read permission required"}`)),
	},
	{
		name:    "a purchase of a number that is not for sale",
		config:  purchaseLine(`phone_number = "+15550009999"`),
		command: applyJSON,
	},
	{
		name:    "a purchase without its requirement group",
		config:  purchaseLine(`phone_number = "+4915550004444"`),
		command: applyJSON,
	},
	{
		name: "a purchase without a response", config: purchaseLine(`phone_number = "+15550001111"`), command: applyJSON,
		prepare: responsesTo("POST", "", sandbox.Reset()),
	},
	{
		name: "other digits in a purchase", before: purchaseLine(`phone_number = "+15550001111"`),
		config: purchaseLine(`phone_number = "+15550002222"`),
	},
	{
		name: "a purchase whose phone number is not known any more", before: purchaseLine(`phone_number = "+15550001111"`),
		config: unknownText + purchaseLine(`phone_number = terraform_data.unknown.id`),
	},
	{
		name: "a purchased number that no longer exists", before: purchaseLine(`phone_number = "+15551234567"`),
		config:  purchaseLine(`phone_number = "+15551234567"`),
		command: refreshJSON, warns: true, prepare: releases(7),
	},
	{
		name:    "a purchase that is destroyed",
		before:  purchaseLine(`phone_number = "+15551234567"`),
		command: destroyJSON,
		warns:   true,
	},

	{name: "an operator that does not exist", config: routed("7", "99"), command: applyJSON},
	{name: "an operator twice in a list", config: routed("7", "12", "12")},
	{name: "a list that detaches operators", config: routed("8", "22"), command: applyJSON, warns: true},
	{name: "a list whose operators cannot be read in the plan", config: routed("70"), command: planJSON, warns: true},
	{name: "a list of a number that does not exist", config: routed("70"), command: applyJSON},
	{
		name:    "a list of another number",
		before:  routed("7", "12"),
		config:  routed("8", "12", "22"),
		command: applyJSON,
		warns:   true,
	},
	{name: "a list that is destroyed", before: routed("8", "12", "22"), command: destroyJSON, warns: true},
	{
		name: "a list that detaches everybody", before: routed("8", "12", "22"), config: routed("8"), command: applyJSON,
		warns: true,
	},
	{name: "an attachment to an operator that does not exist", config: routedTo("99"), command: applyJSON},
	{
		name: "an attachment of the only operator that is destroyed", before: routedTo("12"), command: destroyJSON,
		warns: true,
	},
	{
		name: "an attachment whose old operator is still attached", before: routedTo("22"), config: routedTo("12"),
		command: applyJSON, warns: true,
		prepare: func(w *acctest.Workspace) {
			refused := sandbox.Status(403, `{"error":"Write permission required"}`)
			w.Service.Inject(sandbox.Fault{Method: "DELETE", Reply: refused})
			w.Configure(routedTo("12"))
			if _, code := w.Apply(); code == 0 {
				w.T.Error("the apply succeeded")
			}
		},
	},
	{
		name: "an operator that someone else detached", before: routedTo("12"), config: routedTo("12"), command: refreshJSON,
		warns: true,
		prepare: func(w *acctest.Workspace) {
			w.Service.EditVirtualNumber(7, func(n *sandbox.VirtualNumber) { n.Operators = nil })
		},
	},
	{
		name: "an operator that someone else deleted", before: greta, config: greta, command: refreshJSON, warns: true,
		prepare: func(w *acctest.Workspace) { w.Service.RemoveOperator(1001) },
	},
	{name: "a whole number with a fraction", config: sales("retention_days = 365.25")},
	{
		name: "two values that the API refuses", config: sales(), command: applyJSON,
		prepare: func(w *acctest.Workspace) {
			w.Service.RemoveProject(3) // of the same name
			reply := sandbox.Status(422, `{"errors":["Language is not included in the list","Name has already been taken"]}`)
			responsesTo("POST", "", reply)(w)
		},
	},
	{
		name:    "an operator without a response",
		config:  greta,
		command: applyJSON,
		prepare: responsesTo("POST", "", sandbox.Reset()),
	},
	{
		name: "an operator that exists already", config: greta, command: applyJSON, warns: true,
		prepare: func(w *acctest.Workspace) {
			w.Service.AddOperator(sandbox.Operator{ID: 30, Name: "Greta Hall", PhoneNumber: "+14155550134", Active: true})
		},
	},
	{name: "the only operator of a number", before: alice, command: destroyJSON},
	{
		name:    "a shorter retention",
		before:  sales("retention_days = 90"),
		config:  sales("retention_days = 30"),
		command: applyJSON,
		warns:   true,
	},
	{
		name: "a retention that is not known yet", before: sales("retention_days = 90"), command: planJSON, warns: true,
		config: unknownText + sales("retention_days = length(terraform_data.unknown.id)"),
	},
	{
		name: "a retention that was raised since the plan", before: sales("retention_days = 30"),
		config: sales("retention_days = 60"), command: append(slices.Clone(applyJSON), "-refresh=false"),
		prepare: func(w *acctest.Workspace) {
			w.Service.EditProject(1001, func(p *sandbox.Project) { p.RetentionDays = nil })
		},
	},
	{name: "a project that is destroyed", before: sales(), command: destroyJSON, warns: true},
	{
		name: "a project that is not empty", before: sales(), command: destroyJSON,
		prepare: func(w *acctest.Workspace) {
			w.Service.EditProject(1001, func(p *sandbox.Project) { p.RecordingsCount = 17 })
		},
	},
}

func releases(number int64) func(*acctest.Workspace) {
	return func(w *acctest.Workspace) { w.Service.ReleaseVirtualNumber(number) }
}
