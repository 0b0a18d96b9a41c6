// Command terraform-provider-identitycall is the Terraform provider for IdentityCall. Terraform and OpenTofu start it;
// run by hand it only explains that.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/identitycall/terraform-provider-identitycall/internal/provider"
)

// version is set by the linker.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run as a server that a debugger can be attached to, and print how Terraform finds it")
	flag.Parse()
	keepLogsDiscreet()

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/identitycall/identitycall",
		Debug:   *debug,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// keepLogsDiscreet silences those whose lines hold phone numbers and worse. What the provider itself logs stays: it is
// written to be discreet.
func keepLogsDiscreet() {
	// plugin-go copies every diagnostic into the log, and ours name phone numbers; the framework writes down values that it
	// compares. Who asks for one of the two by name gets it.
	for _, level := range []string{"TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		if os.Getenv(level) == "" {
			_ = os.Setenv(level, "off")
		}
	}
	// net/http quotes to the standard logger what a server sends unasked, and with GODEBUG even the headers that hold the key.
	// All of that would end in Terraform's log as lines of the provider.
	log.SetOutput(io.Discard)
}
