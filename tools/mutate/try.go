package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// verdict is the result of a mutant.
type verdict string

const (
	killed    verdict = "killed"             // a test of its package fails
	farKilled verdict = "killed elsewhere"   // only a test of another package fails
	timedOut  verdict = "timed out"          // the tests did not end: noticed as well
	invalid   verdict = "does not compile"   // no mutant at all
	survived  verdict = "survived"           // no test notices
	cancelled verdict = "not tried, stopped" // by an interrupt
)

type result struct {
	mutant
	verdict verdict
}

// minTimeout is the shortest time that the tests of one package get.
const minTimeout = 30 * time.Second

// runner tries mutants.
type runner struct {
	root, scratch string
	tests         []string
	timeouts      map[string]time.Duration // of each package
	// others are the packages, besides its own, whose tests contain the package of a mutant.
	others map[string][]string
}

// tryAll tries all mutants, some at a time, and prints progress to standard error.
func tryAll(ctx context.Context, root string, mutants []mutant, tests []string, jobs int) ([]result, error) {
	scratch, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	r := &runner{root: root, scratch: scratch, tests: tests, timeouts: map[string]time.Duration{},
		others: map[string][]string{}}
	if err := r.baseline(ctx, mutants); err != nil {
		return nil, err
	}
	results := make([]result, len(mutants))
	next := make(chan int)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for i := range next {
				results[i] = result{mutants[i], r.try(ctx, i, mutants[i])}
				fmt.Fprintf(os.Stderr, "%d/%d %s: %s\n", i+1, len(mutants), results[i].verdict, mutants[i])
			}
		})
	}
	for i := range mutants {
		next <- i
	}
	close(next)
	workers.Wait()
	return results, nil
}

// baseline runs the tests without a change: they have to pass, and their time bounds that of the mutants.
func (r *runner) baseline(ctx context.Context, mutants []mutant) error {
	packages := slices.Clone(r.tests)
	for _, m := range mutants {
		if own := packageOf(m); !slices.Contains(packages, own) {
			packages = append(packages, own)
		}
	}
	for _, name := range packages {
		started := time.Now()
		// -count=1: a cached result has no duration.
		output, err := r.goTest(ctx, "-count=1", "-timeout=10m", name)
		if err != nil {
			return fmt.Errorf("the tests of %s fail without a change:\n%s", name, output)
		}
		r.timeouts[name] = max(minTimeout, 4*time.Since(started))
	}
	for _, name := range r.tests {
		contained, err := r.goCommand(ctx, "list", "-test", "-deps", "-f",
			"{{with .Module}}{{if .Main}}{{$.Dir}}{{end}}{{end}}", name)
		if err != nil {
			return fmt.Errorf("go list of %s: %s", name, contained)
		}
		for directory := range strings.Lines(contained) {
			relative, err := filepath.Rel(r.root, strings.TrimSpace(directory))
			if own := "./" + filepath.ToSlash(relative); err == nil && own != name && !slices.Contains(r.others[own], name) {
				r.others[own] = append(r.others[own], name)
			}
		}
	}
	return nil
}

func packageOf(m mutant) string { return "./" + path.Dir(m.file) }

// try runs the tests of the mutant's own package, and then the others.
func (r *runner) try(ctx context.Context, number int, m mutant) verdict {
	overlay, err := r.overlay(number, m)
	if err != nil {
		panic(err) // the scratch directory is this program's own
	}
	own := packageOf(m)
	for _, name := range append([]string{own}, r.others[own]...) {
		limit := r.timeouts[name]
		bounded, cancel := context.WithTimeout(ctx, limit+time.Minute)
		output, err := r.goTest(bounded, "-overlay="+overlay, "-timeout="+limit.String(), name)
		defer cancel()
		switch {
		case ctx.Err() != nil:
			return cancelled
		case err == nil:
		case strings.Contains(output, "[build failed]") || strings.Contains(output, "[setup failed]"):
			return invalid
		case strings.Contains(output, "panic: test timed out") || errors.Is(bounded.Err(), context.DeadlineExceeded):
			return timedOut
		case name == own:
			return killed
		default:
			return farKilled
		}
	}
	return survived
}

// overlay writes the changed file, and the file that tells the Go command to read it in place of the original.
func (r *runner) overlay(number int, m mutant) (string, error) {
	original := filepath.Join(r.root, m.file)
	source, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	changed := filepath.Join(r.scratch, fmt.Sprintf("%d.go", number))
	if err := os.WriteFile(changed, m.apply(source), 0o600); err != nil {
		return "", err
	}
	content, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
	if err != nil {
		return "", err
	}
	name := filepath.Join(r.scratch, fmt.Sprintf("%d.json", number))
	return name, os.WriteFile(name, content, 0o600)
}

// goTest runs go test.
func (r *runner) goTest(ctx context.Context, arguments ...string) (string, error) {
	return r.goCommand(ctx, append([]string{"test", "-short", "-failfast", "-vet=off"}, arguments...)...)
}

// goCommand runs the Go command and returns what it prints. Its child processes end with it.
func (r *runner) goCommand(ctx context.Context, arguments ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", arguments...)
	cmd.Dir = r.root
	cmd.Env = append(os.Environ(), "TF_ACC=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 10 * time.Second
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err := cmd.Run()
	return output.String(), err
}

// report prints the survivors and the share of killed mutants. It fails if a survivor is not accepted, or, after a
// complete run, if an accepted one no longer survives.
func report(w io.Writer, results []result, accepted map[string]string, complete bool, took time.Duration) error {
	counts := map[verdict]int{}
	seen := map[string]bool{}
	unexpected, stale := 0, 0
	for _, r := range results {
		counts[r.verdict]++
		if r.verdict != survived {
			continue
		}
		seen[r.key()] = true
		if reason := accepted[r.key()]; reason != "" {
			_, _ = fmt.Fprintf(w, "accepted  %s\n          %s\n", r.mutant, reason)
			continue
		}
		unexpected++
		_, _ = fmt.Fprintf(w, "SURVIVED  %s\n", r.mutant)
	}
	if complete && counts[cancelled] == 0 {
		for key := range accepted {
			if !seen[key] {
				stale++
				_, _ = fmt.Fprintf(w, "STALE     %s: it does not survive; remove it from accepted.txt\n", key)
			}
		}
	}
	noticed := counts[killed] + counts[farKilled] + counts[timedOut]
	tried := noticed + counts[survived]
	_, _ = fmt.Fprintf(w,
		"%d of %d mutants killed (%.1f %%) in %s: %d by a test of their package, %d by another, %d timed out. "+
			"%d survived, %d of them accepted. %d did not compile, %d were not tried.\n",
		noticed, tried, 100*float64(noticed)/float64(max(tried, 1)), took.Round(time.Second), counts[killed],
		counts[farKilled],
		counts[timedOut], counts[survived], counts[survived]-unexpected, counts[invalid], counts[cancelled])
	switch {
	case counts[cancelled] > 0:
		return fmt.Errorf("the run was stopped")
	case unexpected > 0 || stale > 0:
		return fmt.Errorf("%d mutants survived that accepted.txt does not list, %d entries of it are out of date",
			unexpected, stale)
	}
	return nil
}
