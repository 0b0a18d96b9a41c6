package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// player plays steps, which share the configuration, the state and the account.
type player struct {
	cli     *acctest.CLI
	service *acctest.Service
	out     io.Writer
	// names are the names of all operators that the account has had, by ID.
	names map[int64]string
}

func (p *player) print(format string, arguments ...any) {
	_, _ = fmt.Fprintf(p.out, format, arguments...)
}

// show prints a text with a margin, which marks the lines that have one of the passages. It returns the passages that
// no line has.
func (p *player) show(text string, passages ...string) (missing []string) {
	missing = slices.Clone(passages)
	for line := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		has := func(passage string) bool { return strings.Contains(strings.Join(strings.Fields(line), " "), passage) }
		margin := "   │ "
		if slices.ContainsFunc(passages, has) {
			margin = "   ► "
		}
		missing = slices.DeleteFunc(missing, has)
		p.print("%s\n", strings.TrimRight(margin+line, " \n"))
	}
	return missing
}

func (p *player) play(ctx context.Context, number int, s *step) error {
	p.print("\n\n%d. %s\n\n   %s\n", number, s.title,
		strings.ReplaceAll(strings.TrimSpace(s.explanation), "\n", "\n   "))
	p.service.ClearRouting()
	for _, a := range s.actions {
		var err error
		switch a.kind {
		case file:
			p.print("\n   %s\n", a.head)
			p.show(cmp.Or(a.body, "(empty)"))
			err = p.cli.Write(a.head, a.body)
		case dashboard:
			p.print("\n   dashboard: %s\n", a.head)
			err = p.change(a.head)
		case command:
			err = p.run(ctx, s, a)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", a.head, err)
		}
	}
	p.showRouting()
	if moments := p.service.EmptyMoments(); len(moments) > 0 {
		return fmt.Errorf("virtual number %d was without an operator", moments[0].NumberID)
	}
	return nil
}

// change sends a request to the sandbox's control API.
func (p *player) change(request string) error {
	method, rest, _ := strings.Cut(request, " ")
	path, body, _ := strings.Cut(rest, " ")
	response := httptest.NewRecorder()
	p.service.Control().ServeHTTP(response,
		httptest.NewRequest(method, sandbox.ControlPrefix+path, strings.NewReader(body)))
	if response.Code != http.StatusNoContent {
		return fmt.Errorf("the sandbox returned %d: %s", response.Code, response.Body)
	}
	return nil
}

// run runs a command, shows its output and its requests, and checks them.
func (p *player) run(ctx context.Context, s *step, a action) error {
	p.print("\n   $ %s\n", strings.Replace(a.head, "terraform", filepath.Base(p.cli.Path), 1))
	variables, arguments, _ := strings.Cut(a.head, "terraform ")
	cli := *p.cli
	cli.Environment = slices.Concat(cli.Environment, strings.Fields(variables)) // the last value of a variable is used
	result, err := cli.Run(ctx, strings.Fields(arguments)...)
	if err != nil {
		return err
	}
	missing := p.show(essential(result.Output), a.shows...)

	writes, requests := p.service.Writes(), p.service.Requests()
	s.sent, s.reads = append(s.sent, writes...), s.reads+len(requests)-len(writes)
	p.print("\n   requests: %d to read, %d to change something\n", len(requests)-len(writes), len(writes))
	for _, request := range requests {
		p.print("   → %s  (%d)\n", request, request.Status)
	}
	for _, operator := range p.service.Operators() {
		p.names[operator.ID] = operator.Name
	}
	if len(missing) > 0 {
		return fmt.Errorf("the CLI does not print %q", missing)
	}
	fails := slices.ContainsFunc(a.shows, func(text string) bool { return strings.HasPrefix(text, "Error:") })
	if fails != (result.ExitCode() != 0) {
		return fmt.Errorf("the exit code is %d", result.ExitCode())
	}
	return p.service.CheckSent(a.sends...)
}

// showRouting shows each change of a number's operators during a step.
func (p *player) showRouting() {
	for _, number := range p.service.VirtualNumberIDs() {
		history := p.service.RoutingHistory(number)
		if len(history) < 2 {
			continue
		}
		p.print("\n   operators of virtual number %d during this step\n", number)
		for _, operators := range history {
			var names []string
			for _, id := range operators {
				names = append(names, p.names[id])
			}
			p.print("   → %s\n", strings.Join(names, ", "))
		}
	}
}

// noise matches output that every run has and the demo omits: the warning about dev_overrides, the legend of a plan,
// refreshing, and the file of the saved plan.
var noise = regexp.MustCompile(`(?s)` + strings.Join([]string{
	`Warning: Provider development overrides are in effect\n.*?releases\.\n`,
	`(?:Terraform|OpenTofu) used the selected providers? to generate.*?\n\n`,
	`(?:Terraform|OpenTofu) will perform the following actions:\n`,
	`(?:Terraform|OpenTofu) has compared your real infrastructure.*?needed\.\n`,
	`This is a refresh-only plan.*?objects\.\n`,
	`[^\n]*: (?:Refreshing state\.\.\.|Reading\.\.\.|Read complete after)[^\n]*\n`,
	`Saved the plan to: [^\n]*\n`,
	`To perform exactly these actions, run the following command to apply:\n[^\n]*\n`,
	`─{20,}\n`,
}, "|"))

var manyEmptyLines = regexp.MustCompile(`\n(?:[ \t]*\n){2,}`)

// essential returns the output of the CLI without the noise.
func essential(output string) string {
	return strings.Trim(manyEmptyLines.ReplaceAllString(noise.ReplaceAllString(output, ""), "\n\n"), "\n")
}
