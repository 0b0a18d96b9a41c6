// Command mutate changes the code one operator, constant or statement at a time and reports the changes that no unit
// test notices. Run it with `make mutate`.
//
// targets.txt names the files and functions to change, accepted.txt the survivors that are known, with the reason. The
// working tree is never changed: the Go command reads each changed file from an overlay.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

func main() {
	root := flag.String("root", "../..", "`directory` of the module to mutate")
	targetsFile := flag.String("targets", "targets.txt", "`file` that names what to mutate")
	acceptedFile := flag.String("accepted", "accepted.txt", "`file` of accepted survivors, with reasons")
	tests := flag.String("tests", "./internal/identitycall ./internal/phonenumber ./internal/provider",
		"`packages` whose tests run, besides those of the changed package")
	only := flag.String("only", "", "mutate only files that match this `regexp`")
	sample := flag.Int("sample", 1, "try every `n`th mutant only")
	jobs := flag.Int("j", runtime.NumCPU(), "mutants to try at a time")
	list := flag.Bool("list", false, "list the mutants and stop")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, options{
		root: *root, targets: *targetsFile, accepted: *acceptedFile, tests: strings.Fields(*tests),
		only: *only, sample: *sample, jobs: *jobs, list: *list,
	})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

type options struct {
	root, targets, accepted, only string
	tests                         []string
	sample, jobs                  int
	list                          bool
}

func run(ctx context.Context, o options) error {
	root, err := filepath.Abs(o.root)
	if err != nil {
		return err
	}
	targets, err := readTargets(o.targets)
	if err != nil {
		return err
	}
	accepted, err := readAccepted(o.accepted)
	if err != nil {
		return err
	}
	only, err := regexp.Compile(o.only)
	if err != nil {
		return err
	}
	mutants, err := allMutants(root, targets, only)
	if err != nil {
		return err
	}
	if o.sample > 1 {
		mutants = every(mutants, o.sample)
	}
	if o.list {
		for _, m := range mutants {
			fmt.Println(m)
		}
		return nil
	}
	if len(mutants) == 0 {
		return errors.New("there is nothing to mutate: correct targets.txt or -only")
	}
	started := time.Now()
	results, err := tryAll(ctx, root, mutants, o.tests, max(o.jobs, 1))
	if err != nil {
		return err
	}
	complete := o.sample <= 1 && o.only == ""
	return report(os.Stdout, results, accepted, complete, time.Since(started))
}

func every(mutants []mutant, n int) []mutant {
	var chosen []mutant
	for i := 0; i < len(mutants); i += n {
		chosen = append(chosen, mutants[i])
	}
	return chosen
}
