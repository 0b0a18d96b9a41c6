package main

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// step is one step of the demo: a description, commands and checks. Steps run in order and share the configuration, the
// state and the account.
type step struct {
	title string
	// explanation describes what happens and why, in lines that fit a terminal.
	explanation string
	// configuration replaces the configuration of the last step; empty keeps it.
	configuration string
	// shown is the part of the configuration that is new; empty shows all of it.
	shown string
	// key is the API key of this step; empty stands for the account's key.
	key string
	// dashboard is a change that someone makes outside Terraform, before the commands.
	dashboard func(*acctest.Service)
	commands  []command
	// account checks the account after the commands.
	account func(*acctest.Service) error
	// routing shows each change of this number's operators during the step. The step fails if the number is ever without
	// an operator.
	routing int64
	// operators are the names of the operators of that number after the step, in their order.
	operators []string
}

// command is one run of the CLI, with the expected result.
type command struct {
	action action
	exit   int
	// sends are the requests that change something, complete and in order; "*" stands for any characters. Reads are shown
	// and not checked: the provider's tests count them.
	sends []string
	// concurrent is set if the requests may arrive in any order, since Terraform works on several resources at once.
	concurrent bool
	// prints lists texts that the CLI must print, however it wraps them.
	prints []string
	// silent is set if the command must print nothing.
	silent bool
}

// action is a command line.
type action struct {
	typed string
	// mechanical lists arguments that the demo needs and does not show.
	mechanical []string
}

// The command lines of the steps. The plan is saved, so that apply executes the plan that was shown.
var (
	plan    = action{"plan -out=tfplan", []string{"-detailed-exitcode", "-input=false", "-no-color"}}
	apply   = action{"apply tfplan", []string{"-input=false", "-no-color"}}
	refresh = action{"apply -refresh-only -auto-approve", []string{"-input=false", "-no-color"}}
	destroy = action{"destroy -auto-approve", []string{"-input=false", "-no-color"}}
	list    = action{"state list", nil}
)

// The exit codes of a command that fails, and of a plan with changes.
const (
	failed  = 1
	changes = 2
)

// planned and applied are the two commands of most steps.
func planned(prints ...string) command { return command{action: plan, exit: changes, prints: prints} }

func applied(counts string, sends ...string) command {
	return command{action: apply, sends: sends, prints: []string{"Apply complete! Resources: " + counts + "."}}
}

// noChanges is a plan without changes.
func noChanges() command { return command{action: plan, prints: []string{"No changes."}} }

// arguments puts the mechanical arguments after the subcommand and before a file, where every CLI accepts them.
func (a action) arguments() []string {
	typed := strings.Fields(a.typed)
	return append(append(typed[:1:1], a.mechanical...), typed[1:]...)
}

// check compares a run of the CLI with the expected result.
func (c command) check(output string, exit int, requests []sandbox.Request) error {
	var problems []error
	if exit != c.exit {
		problems = append(problems, fmt.Errorf("the exit code is %d, want %d", exit, c.exit))
	}
	screen := acctest.Screen(output)
	for _, passage := range c.prints {
		if !strings.Contains(screen, acctest.Screen(passage)) {
			problems = append(problems, fmt.Errorf("the CLI does not print %q", passage))
		}
	}
	if c.silent && screen != "" {
		problems = append(problems, errors.New("the CLI prints something, want nothing"))
	}
	var sent []string
	for _, request := range requests {
		if request.Method != http.MethodGet {
			sent = append(sent, request.String())
		}
	}
	want := slices.Clone(c.sends)
	if c.concurrent {
		slices.Sort(want)
		slices.Sort(sent)
	}
	if !matchAll(want, sent) {
		problems = append(problems, fmt.Errorf("the requests that change something are\n  %s\nwant\n  %s",
			orNone(sent), orNone(want)))
	}
	return errors.Join(problems...)
}

func orNone(requests []string) string {
	if len(requests) == 0 {
		return "(none)"
	}
	return strings.Join(requests, "\n  ")
}

// matchAll reports whether each request matches the pattern at its position, and none is left over.
func matchAll(patterns, requests []string) bool {
	if len(patterns) != len(requests) {
		return false
	}
	for i, pattern := range patterns {
		expression := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
		if matched, err := regexp.MatchString("^(?s:"+expression+")$", requests[i]); err != nil || !matched {
			return false
		}
	}
	return true
}
