// Command bench measures the time of a plan beside Terraform's own, how it grows, what adoption costs, and the
// provider's process. It builds the provider as a release does, runs a real Terraform or OpenTofu against sandboxes in
// this process, and prints one table. Missed goals are marked and do not fail the run, since times depend on the
// machine.
//
// TERRAFORM in the environment names the CLI; "make bench" builds one if it is not set.
package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	rounds       = 5
	starts       = 20
	changes      = 2 // the exit code of a plan
	floorPackage = "github.com/identitycall/terraform-provider-identitycall/internal/cmd/bench/floor"

	// The arguments that adopt the numbers of an account.
	byID          = `id = tostring(count.index + 1)`
	byPhoneNumber = `phone_number = format("+1555%07d", count.index + 1)`
)

func main() { acctest.RunCommand("bench", run) }

func run(ctx context.Context, terraform, directory string) error {
	release, floor := filepath.Join(directory, "release"), filepath.Join(directory, "floor")
	if err := os.Setenv("CGO_ENABLED", "0"); err != nil { // go build inherits it
		return err
	}
	for plugins, source := range map[string]string{release: "", floor: floorPackage} {
		progress("building %s", filepath.Base(plugins))
		if err := acctest.Build(ctx, plugins, source, "-trimpath", "-ldflags", "-s -w"); err != nil {
			return err
		}
	}
	nothing := &plan{plugins: floor, numbers: 300, account: 300, argument: byID}
	small := &plan{plugins: release, numbers: 150, account: 150, argument: byID}
	medium := &plan{plugins: release, numbers: 300, account: 300, argument: byID}
	large := &plan{plugins: release, numbers: 600, account: 600, argument: byID}
	adoptByID := &plan{plugins: release, numbers: 500, account: 1500, argument: byID, exit: changes}
	adoptByPhone := &plan{plugins: release, numbers: 500, account: 1500, argument: byPhoneNumber, exit: changes}
	plans := []*plan{nothing, small, medium, large, adoptByID, adoptByPhone}
	for i, p := range plans {
		progress("preparing account %d of %d", i+1, len(plans))
		if err := p.prepare(ctx, terraform, directory, release); err != nil {
			return err
		}
		defer p.service.Close()
	}
	for round := range rounds { // in turn, so that a slower machine affects all
		progress("planning, round %d of %d", round+1, rounds)
		for _, p := range plans {
			c, err := p.run(ctx, p.exit, "plan", "-detailed-exitcode", "-no-color")
			if err != nil {
				return err
			}
			p.costs = append(p.costs, c)
		}
	}
	process, err := measureProcess(ctx, filepath.Join(release, "terraform-provider-identitycall"))
	if err != nil {
		return err
	}
	version, err := medium.cli.Version(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s, %s/%s, %d CPUs. Each plan is the median of %d.\n\n",
		version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 0, ' ', 0)
	for _, row := range slices.Concat([][3]string{
		{"what", "measured", "goal"}, {"---", "---", "---"},
		compare("plan of 300 numbers, against a provider that does nothing", medium, nothing, 1.5),
		compare("plan of 300 numbers, against 150", medium, small, 2.2),
		compare("plan of 600 numbers, against 300", large, medium, 2.2),
		compare("plan to adopt 500 of 1500 numbers by phone number, against by ID", adoptByPhone, adoptByID, 1.5),
		{"apply that adopts 300 numbers by ID, with its plan", medium.apply.String(), ""},
	}, process) {
		_, _ = fmt.Fprintf(w, "| %s\t | %s\t | %s\t |\n", row[0], row[1], row[2])
	}
	return w.Flush()
}

func progress(format string, arguments ...any) { fmt.Fprintf(os.Stderr, format+"\n", arguments...) }

// plan is a plan of numbers that are in state or are to be adopted, in a directory and an account of its own.
type plan struct {
	plugins          string // the directory of the provider that plans
	numbers, account int    // how many are configured, and how many the account has
	argument         string
	exit             int // of the plan: 0 if the numbers are in state, changes if they are to be adopted

	cli     *acctest.CLI
	service *acctest.Service
	apply   cost
	costs   []cost
}

// cost is what one command costs. The processor time is that of the CLI and its provider: other work on the machine
// affects it less.
type cost struct {
	took, cpu time.Duration
	requests  int
}

func (c cost) String() string {
	return fmt.Sprintf("%.2f s, %.2f s of CPU, %d requests", c.took.Seconds(), c.cpu.Seconds(), c.requests)
}

func (p *plan) prepare(ctx context.Context, terraform, directory, release string) (err error) {
	if directory, err = os.MkdirTemp(directory, "work-"); err != nil {
		return err
	}
	p.service = acctest.NewService()
	p.service.Paginate(100)
	for i := range p.account {
		p.service.AddVirtualNumber(sandbox.VirtualNumber{
			ID: int64(i + 1), PhoneNumber: fmt.Sprintf("+1555%07d", i+1), Active: true,
		})
	}
	if p.cli, err = acctest.NewCLI(terraform, directory, release, p.service); err != nil {
		return err
	}
	err = p.cli.Configure(fmt.Sprintf("resource \"identitycall_virtual_number\" \"many\" {\n  count     = %d\n"+
		"  recording = true\n  %s\n}\n", p.numbers, p.argument))
	if err == nil && p.exit == 0 {
		p.apply, err = p.run(ctx, 0, "apply", "-auto-approve", "-no-color")
	}
	if err != nil {
		return err
	}
	return p.cli.UseProvider(p.plugins)
}

// run runs a command. Another exit code is an error.
func (p *plan) run(ctx context.Context, exit int, arguments ...string) (cost, error) {
	p.service.ClearRequests()
	start := time.Now()
	result, err := p.cli.Run(ctx, arguments...)
	if err == nil && result.ExitCode() != exit {
		err = fmt.Errorf("%s ended with %d, want %d:\n%s", arguments[0], result.ExitCode(), exit, result.Output)
	}
	if err != nil {
		return cost{}, err
	}
	return cost{time.Since(start), result.State.UserTime() + result.State.SystemTime(), len(p.service.Requests())}, nil
}

// compare returns a row with the ratio of the median times, marked if it misses the goal.
func compare(what string, p, against *plan, goal float64) [3]string {
	a, b := median(p.costs), median(against.costs)
	ratio, wanted := a.took.Seconds()/b.took.Seconds(), fmt.Sprintf("at most %g times", goal)
	if ratio > goal {
		wanted += "   MISSED"
	}
	return [3]string{what, fmt.Sprintf("%.2f times (%s, against %s)", ratio, a, b), wanted}
}

// median sorts costs by their time and returns the middle one.
func median(costs []cost) cost {
	slices.SortFunc(costs, func(a, b cost) int { return cmp.Compare(a.took, b.took) })
	return costs[len(costs)/2]
}

// measureProcess starts the provider as Terraform does, until it prints its address.
func measureProcess(ctx context.Context, binary string) ([][3]string, error) {
	var costs []cost
	resident := 0 // KB; Linux only
	for range starts {
		command := exec.CommandContext(ctx, binary)
		command.Env = append(os.Environ(), "PLUGIN_PROTOCOL_VERSIONS=6",
			"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
		output, err := command.StdoutPipe()
		if err != nil {
			return nil, err
		}
		start := time.Now()
		if err := command.Start(); err != nil {
			return nil, err
		}
		line, err := bufio.NewReader(output).ReadString('\n')
		costs = append(costs, cost{took: time.Since(start)})
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", command.Process.Pid))
		_ = command.Process.Kill()
		_ = command.Wait()
		if !strings.HasPrefix(line, "1|6|") {
			return nil, fmt.Errorf("the provider printed %q, want an address of protocol 6: %w", line, err)
		}
		_, memory, _ := strings.Cut(string(status), "VmRSS:")
		_, _ = fmt.Sscan(memory, &resident)
	}
	file, err := os.Stat(binary)
	if err != nil {
		return nil, err
	}
	milliseconds := median(costs).took.Seconds() * 1000
	return [][3]string{
		{"start of the process", fmt.Sprintf("%.1f ms (median of %d)", milliseconds, starts), ""},
		{"memory after the start", fmt.Sprintf("%.1f MB resident", float64(resident)/1024), ""},
		{"size of the stripped binary", fmt.Sprintf("%.1f MB", float64(file.Size())/(1<<20)), ""},
	}, nil
}
