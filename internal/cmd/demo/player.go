package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// player shows the steps and checks them.
type player struct {
	cli     *acctest.CLI
	service *acctest.Service
	// name is the command to show: terraform or tofu.
	name string
	// names are the names of all operators that the account has had, by ID.
	names map[int64]string
}

func newPlayer(cli *acctest.CLI, service *acctest.Service, name string) *player {
	return &player{cli: cli, service: service, name: name, names: map[int64]string{}}
}

func (p *player) play(ctx context.Context, number int, s step) error {
	fmt.Printf("\n\n%d. %s\n\n", number, s.title)
	show("   ", s.explanation)
	if s.configuration != "" {
		if err := p.cli.Write("main.tf", s.configuration); err != nil {
			return err
		}
		if s.shown == "" {
			fmt.Println("\n   main.tf")
			show("   │ ", s.configuration)
		} else {
			fmt.Println("\n   main.tf (the new part)")
			show("   │ ", s.shown)
		}
	}
	if s.key != "" {
		fmt.Printf("\n   $ export IDENTITYCALL_API_KEY=%s\n", s.key)
	}
	if s.dashboard != nil {
		s.dashboard(p.service)
	}
	p.service.ForgetRouting()
	for _, c := range s.commands {
		if err := p.run(ctx, c, s.key); err != nil {
			return err
		}
	}
	if s.routing != 0 {
		if err := p.checkRouting(s.routing, s.operators); err != nil {
			return err
		}
	}
	if s.account != nil {
		return s.account(p.service)
	}
	return nil
}

func (p *player) run(ctx context.Context, c command, key string) error {
	p.service.ForgetRequests()
	cli := *p.cli
	if key != "" { // the last value of a variable is used
		cli.Environment = append(slices.Clone(cli.Environment), "IDENTITYCALL_API_KEY="+key)
	}
	typed := p.name + " " + c.action.typed
	fmt.Printf("\n   $ %s\n", typed)
	result, err := cli.Run(ctx, c.action.arguments()...)
	if err != nil {
		return err
	}
	shown := essential(result.Output)
	if shown == "" {
		shown = "(no output)"
	}
	show("   │ ", shown)
	requests := p.service.Requests()
	showRequests(requests)
	for _, operator := range p.service.Operators() {
		p.names[operator.ID] = operator.Name
	}
	if err := c.check(result.Output, result.ExitCode(), requests); err != nil {
		return fmt.Errorf("%s: %w", typed, err)
	}
	return nil
}

// showRequests shows the requests of one command.
func showRequests(requests []sandbox.Request) {
	changing := 0
	for _, request := range requests {
		if request.Method != http.MethodGet {
			changing++
		}
	}
	switch {
	case len(requests) == 0:
		fmt.Println("\n   requests: none")
	case changing == 0:
		fmt.Println("\n   requests: only reads")
	case changing == 1:
		fmt.Println("\n   requests: 1 that changes something")
	default:
		fmt.Printf("\n   requests: %d that change something\n", changing)
	}
	for _, request := range requests {
		fmt.Printf("   → %s  (%d)\n", request, request.Status)
	}
}

// checkRouting shows each change of a number's operators during the step, and checks that the number always had one and
// has the expected ones at the end.
func (p *player) checkRouting(number int64, wanted []string) error {
	history := slices.CompactFunc(p.service.RoutingHistory(number), slices.Equal[[]int64])
	if len(history) == 1 {
		fmt.Printf("\n   operators of virtual number %d during this step: no change\n", number)
	} else {
		fmt.Printf("\n   operators of virtual number %d during this step\n", number)
	}
	var names []string
	for _, operators := range history {
		names = names[:0]
		for _, id := range operators {
			names = append(names, p.names[id])
		}
		if len(names) == 0 {
			return errors.New("the number is without an operator for a moment")
		}
		fmt.Println("   →", strings.Join(names, ", "))
	}
	fmt.Println("   The number was never without an operator.")
	if !slices.Equal(names, wanted) {
		return fmt.Errorf("the operators are %q in the end, want %q", names, wanted)
	}
	return nil
}
