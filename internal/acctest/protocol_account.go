package acctest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// Account is a service and the provider for it. Its methods are commands of Terraform: each starts a provider of its
// own, and an apply plans again with another one. They check what Terraform checks.
type Account struct {
	*Service
	T testing.TB
	// Block has further arguments of the provider block.
	Block Arguments
	// RefreshFirst makes each plan refresh first, as Terraform does without -refresh=false.
	RefreshFirst bool
	// Between is called once, after the next plan and before its apply.
	Between func()

	provider *Provider
}

// NewAccount returns an empty account in memory.
func (p *Provider) NewAccount(t testing.TB) *Account {
	t.Helper()
	return &Account{Service: StartMemoryService(t), T: t, provider: p}
}

// Start starts and configures a provider.
func (a *Account) Start() *Run {
	a.T.Helper()
	r := a.provider.start(a.T, a.Dial)
	config := Arguments{"api_key": sandbox.DefaultKey, "base_url": a.URL}
	maps.Copy(config, a.Block)
	r.Configure(config)
	return r
}

// Refresh refreshes an object.
func (a *Account) Refresh(kind string, current *Object) (*Object, Diagnostics) {
	a.T.Helper()
	return a.Start().Refresh(kind, current)
}

// MustRefresh fails the test if a refresh fails.
func (a *Account) MustRefresh(kind string, current *Object) *Object {
	a.T.Helper()
	after, diags := a.Refresh(kind, current)
	if errors := diags.Errors(); len(errors) > 0 {
		a.T.Errorf("the refresh failed: %q", errors)
	}
	return after
}

// Import imports an object.
func (a *Account) Import(kind, id string) (*Object, Diagnostics) {
	a.T.Helper()
	return a.Start().Import(kind, id)
}

// Data reads a data source.
func (a *Account) Data(kind string, config Arguments) (*Object, Diagnostics) {
	a.T.Helper()
	return a.Start().Data(kind, config)
}

// Plan plans a change.
func (a *Account) Plan(kind string, prior *Object, config Arguments) *Change {
	a.T.Helper()
	r := a.Start()
	if !a.RefreshFirst || prior == nil {
		return r.Plan(kind, prior, config)
	}
	refreshed, diags := r.Refresh(kind, prior)
	if errors := diags.Errors(); len(errors) > 0 {
		return &Change{Kind: kind, Prior: prior, Action: "none", Warnings: diags.Warnings(), Errors: errors}
	}
	c := r.Plan(kind, refreshed, config)
	c.Warnings = append(diags.Warnings(), c.Warnings...)
	return c
}

// Outcome is the result of an apply.
type Outcome struct {
	*Change
	// After is the object in state, nil if there is none.
	After *Object
	// Replanned are the warnings of the plan inside apply.
	Replanned []string
	// Applied are the warnings of the apply, Failed its errors.
	Applied, Failed []string
}

// AllErrors returns the errors of plan and apply.
func (o *Outcome) AllErrors() []string { return slices.Concat(o.Errors, o.Failed) }

// AllWarnings returns the warnings of plan and apply.
func (o *Outcome) AllWarnings() []string { return slices.Concat(o.Warnings, o.Replanned, o.Applied) }

// Apply plans and applies. later is the configuration inside apply, if values were unknown before.
func (a *Account) Apply(kind string, prior *Object, config Arguments, later ...Arguments) *Outcome {
	a.T.Helper()
	c := a.Plan(kind, prior, config)
	if between := a.Between; between != nil {
		a.Between = nil
		between()
	}
	switch {
	case len(c.Errors) > 0:
		return &Outcome{Change: c, After: prior}
	case c.Action == "no-op":
		return &Outcome{Change: c, After: c.Prior}
	}
	return a.Start().Apply(c, later...)
}

// Apply applies a change that another run has planned: it plans again, as Terraform does inside apply, and applies that
// plan. A destroy is not planned again. An object that is replaced is destroyed first.
func (r *Run) Apply(first *Change, later ...Arguments) *Outcome {
	r.T.Helper()
	o := &Outcome{Change: first, After: first.Prior}
	config, prior := first.arguments, first.Prior
	if len(later) > 0 {
		config = later[0]
	}
	var diags Diagnostics
	if first.Action == "replace" { // Terraform plans the create again, without the prior state
		if o.After, diags = r.Destroy(first.Kind, prior); o.After != nil {
			o.Failed = diags.Errors()
			return o
		}
		prior = nil
	}
	final := first
	if config != nil {
		final = r.Plan(first.Kind, prior, config)
		o.Replanned, o.Failed = final.Warnings, final.Errors
		if len(o.Failed) > 0 {
			return o
		}
		mustAgree(r.T, "inconsistent final plan", first.Value, final.Value)
	}
	var more Diagnostics
	o.After, more = r.ApplyPlanned(final)
	diags = append(diags, more...)
	o.Applied, o.Failed = diags.Warnings(), diags.Errors()
	return o
}

// MustApply fails the test unless an apply succeeds without a warning, and returns the object in state.
func (a *Account) MustApply(kind string, prior *Object, config Arguments) *Object {
	a.T.Helper()
	o := a.Apply(kind, prior, config)
	if all := slices.Concat(o.AllErrors(), o.AllWarnings()); len(all) > 0 {
		a.T.Fatalf("apply printed\n  %s", strings.Join(all, "\n  "))
	}
	return o.After
}

// MustHaveNoDiff fails the test unless a refresh and a plan show no changes.
func (a *Account) MustHaveNoDiff(kind string, current *Object, config Arguments) {
	a.T.Helper()
	refreshed, diags := a.Refresh(kind, current)
	if refreshed == nil || len(diags) > 0 {
		a.T.Errorf("the refresh printed %v", append(diags.Errors(), diags.Warnings()...))
		return
	}
	if c := a.Plan(kind, refreshed, config); c.Action != "no-op" || len(c.Warnings) > 0 {
		a.T.Errorf("the plan is to %s %s\n%v%v", c.Action, c.Value, c.Errors, c.Warnings)
	}
}
