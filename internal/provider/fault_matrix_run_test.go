package provider

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// matrixResource is a resource with an instance for each row of faultMatrix: in each operation, each meets its own fault.
type matrixResource struct {
	kind string
	// value is what for_each has for an instance; without it, its id.
	value func(i *matrixInstance) string
	// stated is what state says of an instance, and held what the service holds of it: "" where there is nothing.
	stated func(attributes map[string]any) string
	held   func(i *matrixInstance) string
	stages []matrixStage
}

// matrixInstance is the instance that meets one row's fault.
type matrixInstance struct {
	row matrixRow
	// id is that of the object, or of the number that it is about; until an object is made, one from 100 on.
	id string
}

// matrixStage is one operation, on all instances in one run.
type matrixStage struct {
	operation, column string
	// arguments are the resource's; none stands for a configuration without instances.
	arguments string
	// strikes is whom an instance's fault strikes, and skip how many of its requests pass before.
	strikes func(i *matrixInstance) target
	skip    int
	// prepare changes what the service holds of an instance; vanishes removes it, where the service's 404 shall be true.
	prepare, vanishes func(i *matrixInstance)
	// unlisted is a list that shows nothing, so that refreshing asks for each object by its id.
	unlisted string
	// refreshes does nothing but read, and importID says by what an instance is imported: both fail as a whole where one fails.
	refreshes bool
	importID  func(i *matrixInstance) string
	// state and service say what they hold of an instance before the operation and after it.
	state, service [2]string
	// half is what state holds after an error, where that is not what it held before.
	half string
	// alone works on one instance after the other. Where a creation fails and leaves an object, Terraform 1.16.0 may crash when
	// it saves the state for another one at the same moment ("has status ObjectStatus(0), which cannot be saved in state").
	alone bool
	// converged is what state and service hold when all is over, where that is not what they hold after the operation.
	converged string
}

// matrixInstances is one for each row of faultMatrix.
func matrixInstances(t *testing.T) []*matrixInstance {
	t.Helper()
	var instances []*matrixInstance
	for index, row := range matrixRows(t) {
		instances = append(instances, &matrixInstance{row: row, id: strconv.Itoa(100 + index)})
	}
	return instances
}

func (i *matrixInstance) address(kind string) string {
	return fmt.Sprintf("%s.%s[%q]", kind, i.row.block(), i.row.name)
}

// block names the resource block of a row's instance, and the provider's alias. What meets the rate limit has a provider of
// its own, since one that has met it spreads its requests, and so has what shall not wait for long: under load, an ordinary
// answer may take a second.
func (r matrixRow) block() string {
	switch {
	case strings.HasPrefix(r.name, "429"):
		return "limited"
	case strings.HasPrefix(r.name, "timeout"), strings.HasPrefix(r.name, "slow"):
		return "hurried"
	}
	return "free"
}

// provider is the block of the row's provider, with further arguments.
func (r matrixRow) provider(alias, arguments string) string {
	timeout := "30s"
	if r.block() == "hurried" {
		timeout = "1s"
	}
	return fmt.Sprintf("provider \"identitycall\" {\n  alias = %q\n  max_retries = 1\n  request_timeout = %q\n  %s\n}\n", alias, timeout, arguments)
}

// run takes the resource through its stages.
func (m matrixResource) run(t *testing.T, s *service) {
	t.Helper()
	w := newWorkspace(t, s)
	s.SetClock(fixedMatrixTime)
	instances := matrixInstances(t)
	for _, stage := range m.stages {
		if stage.importID != nil && !isOpenTofu() && terraformMinor() < 7 {
			t.Log(cliVersion() + " has no for_each in import blocks")
			continue
		}
		m.stage(w, s, stage, instances)
		if t.Failed() {
			t.Fatalf("%s: %s: the rest is left out", m.kind, stage.operation)
		}
	}
}

func (m matrixResource) stage(w *workspace, s *service, stage matrixStage, instances []*matrixInstance) {
	w.t.Helper()
	state := w.state(m.kind)
	for _, i := range instances {
		if id, ok := state[i.row.name].Attributes["id"].(string); ok {
			i.id = id
		}
		if stage.prepare != nil {
			stage.prepare(i)
		}
		if stage.vanishes != nil && i.row.name == "404" {
			stage.vanishes(i)
		}
	}
	w.configure(m.configuration(stage, instances))
	arguments := []string{"apply", "-auto-approve", "-input=false"}
	if stage.refreshes {
		arguments = append(arguments, "-refresh-only")
	}
	parallelism := "-parallelism=50"
	if stage.alone {
		parallelism = "-parallelism=1"
	}
	arguments = append(arguments, parallelism)
	whole := stage.refreshes || stage.importID != nil

	// All faults at once. Where the operation is part of a plan, that fails, and so leaves state alone.
	m.inject(s, stage, instances, func(*matrixInstance) bool { return true })
	shown, code := w.show(m.whose(stage, instances), arguments...)
	if code != 1 {
		w.t.Errorf("%s: %s: ended with %d", m.kind, stage.operation, code)
	}
	m.compare(w, stage, instances, func(i *matrixInstance) (string, string) {
		outcome := i.row.outcomes[stage.column]
		if err := shown[i.address(m.kind)].check(i.row, outcome, stage.column); err != nil {
			w.t.Errorf("%s: %s: %s: %s", m.kind, stage.operation, i.row.name, err)
		}
		delete(shown, i.address(m.kind))
		inState, inService := stage.state[0], stage.service[0]
		switch {
		case whole:
		case outcome == "ok":
			inState = stage.state[1]
		case outcome == "error" && stage.half != "":
			inState = stage.half
		}
		if i.row.works(outcome) {
			inService = stage.service[1]
		}
		if outcome == "gone" && stage.vanishes != nil {
			inService = ""
		}
		return inState, inService
	})
	for address, rest := range shown {
		if len(rest.errors) > 0 {
			w.t.Errorf("%s: %s: an error belongs to nobody: %s %q", m.kind, stage.operation, address, rest.errors)
		}
	}
	if w.t.Failed() {
		return
	}

	// A plan that succeeds, since no fault is left in it but those that let it, shows what such a fault does to state. Those that
	// only take their time are left out.
	if whole {
		m.inject(s, stage, instances, func(i *matrixInstance) bool {
			return i.row.outcomes[stage.column] != "error" && i.row.block() == "free"
		})
		shown, code := w.show(m.whose(stage, instances), arguments...)
		if code != 0 {
			w.t.Errorf("%s: %s: ended with %d: %q", m.kind, stage.operation, code, shown)
		}
		m.compare(w, stage, instances, func(i *matrixInstance) (string, string) {
			switch {
			case i.row.outcomes[stage.column] != "gone":
				return stage.state[1], stage.service[1]
			case stage.vanishes != nil:
				return "", ""
			}
			return "", stage.service[1]
		})
	}

	s.Heal()
	if output, code := w.apply(); code != 0 {
		w.t.Errorf("%s: %s: one apply does not converge:\n%s", m.kind, stage.operation, output)
	}
	m.compare(w, stage, instances, func(*matrixInstance) (string, string) {
		if stage.converged != "" {
			return stage.converged, stage.converged
		}
		return stage.state[1], stage.service[1]
	})
	w.mustBeEmpty()
}

// configuration has an instance for each row, and an import for each where they are imported.
func (m matrixResource) configuration(stage matrixStage, instances []*matrixInstance) string {
	arguments, providers, values, importIDs := stage.arguments, map[string]string{}, map[string]string{}, map[string]string{}
	for _, i := range instances {
		block, value := i.row.block(), i.id
		if m.value != nil {
			value = m.value(i)
		}
		if arguments != "" {
			values[block] += fmt.Sprintf("    %q = %q\n", i.row.name, value)
		}
		if stage.importID != nil {
			importIDs[block] += fmt.Sprintf("    %q = %q\n", i.row.name, stage.importID(i))
		}
		providers[block] = i.row.provider(block, "")
	}
	if arguments == "" {
		arguments = m.stages[0].arguments
	}
	configuration := ""
	for block, provider := range providers {
		configuration += provider + fmt.Sprintf("resource %q %q {\n  provider = identitycall.%[2]s\n  for_each = {\n%s  }\n%s\n}\n", m.kind, block, values[block], arguments)
		if stage.importID != nil {
			configuration += fmt.Sprintf("import {\n  for_each = {\n%s  }\n  to = %s.%s[each.key]\n  id = each.value\n}\n", importIDs[block], m.kind, block)
		}
	}
	return configuration
}

// inject prepares the faults of the instances that are wanted, and no others.
func (m matrixResource) inject(s *service, stage matrixStage, instances []*matrixInstance, wanted func(*matrixInstance) bool) {
	s.Heal()
	if stage.unlisted != "" {
		s.Inject(sandbox.Fault{Method: http.MethodGet, Path: stage.unlisted, Times: -1, Reply: sandbox.Status(200, `{"data":[]}`)})
	}
	for _, i := range instances {
		fault := i.row.striking(stage.strikes(i))
		fault.Skip = stage.skip
		if i.row.name == "404" && stage.column == "delete" {
			fault.AfterWork = true // somebody else was faster
		}
		if wanted(i) {
			s.Inject(fault)
		}
	}
}

// whose finds the instance that a text is about by the address or the request that it names.
func (m matrixResource) whose(stage matrixStage, instances []*matrixInstance) func(string) string {
	return func(text string) string {
		for _, i := range instances {
			at, named := stage.strikes(i), strings.ReplaceAll(text, `\"`, `"`)
			if strings.Contains(named, i.address(m.kind)) || strings.Contains(text, at.method+" "+at.path+" ") {
				return i.address(m.kind)
			}
		}
		return ""
	}
}

// compare checks what state and service hold of each instance.
func (m matrixResource) compare(w *workspace, stage matrixStage, instances []*matrixInstance, wanted func(*matrixInstance) (state, service string)) {
	w.t.Helper()
	state := w.state(m.kind)
	for _, i := range instances {
		inState, inService := wanted(i)
		stated := ""
		if instance, ok := state[i.row.name]; ok {
			stated = strings.TrimSpace(m.stated(instance.Attributes) + " " + instance.Status)
		}
		if stated != inState {
			w.t.Errorf("%s: %s: %s: state holds %q, not %q", m.kind, stage.operation, i.row.name, stated, inState)
		}
		if held := m.held(i); held != inService {
			w.t.Errorf("%s: %s: %s: the service holds %q, not %q", m.kind, stage.operation, i.row.name, held, inService)
		}
		delete(state, i.row.name)
	}
	for key := range state {
		w.t.Errorf("%s: %s: state holds %q", m.kind, stage.operation, key)
	}
}

// joined writes what the service holds by one name: several where something is there twice.
func joined[T any](objects []T, matches func(T) bool, show func(T) string) string {
	var found []string
	for _, object := range slices.DeleteFunc(objects, func(o T) bool { return !matches(o) }) {
		found = append(found, show(object))
	}
	return strings.Join(found, " and ")
}
