// Command demo runs a real Terraform or OpenTofu with a sandbox in this process. It plays the steps of steps.txt, shows
// the output of the CLI and the requests of the provider, and fails if either is not what the step expects.
//
// TERRAFORM in the environment names the CLI; "make demo" builds one if it is not set.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func main() {
	acctest.RunCommand("demo", func(ctx context.Context, terraform, directory string) error {
		return run(ctx, terraform, directory, os.Stdout)
	})
}

// run prepares an account and plays every step.
func run(ctx context.Context, terraform, directory string, out io.Writer) error {
	service := acctest.NewService()
	defer service.Close()
	service.Populate()
	service.AddKey(sandbox.Key{ // of a project that has none of the numbers
		Secret: "idc_keyOfAnotherProject", Read: true, Write: true,
		ProjectID: service.AddProject(sandbox.Project{ID: 4, Name: "Marketing", Language: "en"}),
	})
	plugins := filepath.Join(directory, "plugins")
	cli, err := acctest.NewCLI(terraform, directory, plugins, service)
	if err != nil {
		return err
	}
	version, err := cli.Version(ctx)
	if err != nil {
		return err
	}
	for _, command := range []string{"plan", "apply", "destroy"} {
		cli.Environment = append(cli.Environment, "TF_CLI_ARGS_"+command+"=-no-color")
	}
	p := &player{cli: cli, service: service, out: out, names: map[int64]string{}}
	p.print("Building the provider. The first build takes about a minute.\n")
	if err := acctest.Build(ctx, plugins, ""); err != nil {
		return err
	}
	// In a file of its own, so that main.tf is exactly what a step shows, line numbers included.
	if err := cli.Write("versions.tf", acctest.RequiredProviders); err != nil {
		return err
	}
	p.print(`
This demo runs %s with the provider built from this directory.
The API is a sandbox in memory at %s. No request leaves this machine.
Each step shows the configuration, what the CLI prints, and the requests that the provider sends.
► marks what to look at; "dashboard" is a change that somebody makes outside Terraform.
The required_providers block is in versions.tf, which is not shown.
`, version, service.URL)
	steps := parse(script)
	for i := range steps {
		if err := p.play(ctx, i+1, &steps[i]); err != nil {
			return fmt.Errorf("step %d (%s): %w", i+1, steps[i].title, err)
		}
	}
	p.print(`

All %d steps passed with %s. This is what they sent; reads change nothing.

%s
The demo checked the exit code and the marked lines of every command, every request that changes something,
and that no number was without an operator at any time. It leaves no files on this machine.

Next: README.md describes how to install the provider and use it with your own account.
`, len(steps), version, table(steps))
	return nil
}
