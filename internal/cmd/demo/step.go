package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// step is one thing that the demo tells, does and checks. Steps share a configuration, its state and the account, in
// their order.
type step struct {
	title string
	// explanation is a line or two, broken as it shall be shown.
	explanation string
	// configuration replaces the resources of the step before; empty keeps them.
	configuration string
	// dashboard happens behind Terraform's back, before the commands.
	dashboard func(*sandbox.Sandbox)
	commands  []command
	// account checks what the account holds in the end.
	account func(*sandbox.Sandbox) error
}

// command is one run of the CLI and all that is held to be true of it.
type command struct {
	action action
	exit   int
	// sends are the requests that change something, complete and in order; "*" stands for any characters. Of reading,
	// how much there is may vary; it is shown and not checked.
	sends []string
	// says are passages of what the CLI prints, whatever lines it breaks them into.
	says []string
	// silent is a command that prints nothing at all.
	silent bool
}

// action is what the CLI is asked to do.
type action struct {
	typed string
	// mechanical are arguments that a program needs and a reader does not.
	mechanical []string
}

// What the steps ask for. A plan is saved, so that apply does what was shown.
var (
	plan    = action{"plan -out=tfplan", []string{"-detailed-exitcode", "-input=false", "-no-color"}}
	apply   = action{"apply tfplan", []string{"-input=false", "-no-color"}}
	refresh = action{"apply -refresh-only -auto-approve", []string{"-input=false", "-no-color"}}
	destroy = action{"destroy -auto-approve", []string{"-input=false", "-no-color"}}
	list    = action{"state list", nil}
)

// changes is how a plan that would change something ends; one that would not ends with 0.
const changes = 2

// arguments puts the mechanical ones behind the subcommand and before a file, where every CLI takes them.
func (a action) arguments() []string {
	typed := strings.Fields(a.typed)
	return append(append(typed[:1:1], a.mechanical...), typed[1:]...)
}

// player shows the steps and checks them.
type player struct {
	cli     *cli
	account *sandbox.Sandbox
}

func (p *player) play(ctx context.Context, number int, s step) error {
	fmt.Printf("\n\n%d. %s\n\n", number, s.title)
	show("   ", s.explanation)
	if s.configuration != "" {
		if err := p.cli.configure(s.configuration); err != nil {
			return err
		}
		fmt.Println("\n   main.tf")
		show("   │ ", s.configuration)
	}
	if s.dashboard != nil {
		s.dashboard(p.account)
	}
	for _, c := range s.commands {
		if err := p.run(ctx, c); err != nil {
			return err
		}
	}
	if s.account != nil {
		return s.account(p.account)
	}
	return nil
}

func (p *player) run(ctx context.Context, c command) error {
	p.account.ForgetRequests()
	typed := p.cli.name + " " + c.action.typed
	fmt.Printf("\n   $ %s\n", typed)
	output, exit, err := p.cli.run(ctx, c.action.arguments()...)
	if err != nil {
		return err
	}
	if shown := essential(output); shown != "" {
		show("   │ ", shown)
	} else {
		show("   │ ", "(nothing)")
	}
	requests := p.account.Requests()
	showRequests(requests)
	if err := c.check(output, exit, requests); err != nil {
		return fmt.Errorf("%s: %w", typed, err)
	}
	return nil
}

func show(margin, text string) {
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		fmt.Println(strings.TrimRight(margin+line, " \n"))
	}
}

func showRequests(requests []sandbox.Request) {
	if len(requests) == 0 {
		return
	}
	fmt.Println("\n   asked of the API")
	for _, request := range requests {
		fmt.Printf("   → %s  (%d)\n", request, request.Status)
	}
}

// check compares what a run of the CLI did with what was told.
func (c command) check(output string, exit int, requests []sandbox.Request) error {
	var problems []error
	if exit != c.exit {
		problems = append(problems, fmt.Errorf("the exit code is %d and should be %d", exit, c.exit))
	}
	for _, passage := range c.says {
		if !strings.Contains(oneLine(output), oneLine(passage)) {
			problems = append(problems, fmt.Errorf("it does not say %q", passage))
		}
	}
	if c.silent && oneLine(output) != "" {
		problems = append(problems, errors.New("it prints something and should print nothing"))
	}
	var sent []string
	for _, request := range requests {
		if request.Method != http.MethodGet {
			sent = append(sent, request.String())
		}
	}
	if !matchAll(c.sends, sent) {
		problems = append(problems, fmt.Errorf("the requests that change something are\n  %s\nand should be\n  %s", orNone(sent), orNone(c.sends)))
	}
	return errors.Join(problems...)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func orNone(requests []string) string {
	if len(requests) == 0 {
		return "(none)"
	}
	return strings.Join(requests, "\n  ")
}

// matchAll reports whether each request matches the pattern in its place, and none is left over.
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
