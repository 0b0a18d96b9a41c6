// Command terraform-provider-identitycall is the Terraform provider for IdentityCall. Terraform and OpenTofu start it.
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
	debug := flag.Bool("debug", false, "run as a server that a debugger can be attached to, and print how Terraform "+
		"finds it")
	flag.Parse()
	keepLogsPrivate()

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/identitycall/identitycall",
		Debug:   *debug,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// keepLogsPrivate turns off the loggers whose lines hold phone numbers or keys. What the provider itself logs is
// private already.
func keepLogsPrivate() {
	// plugin-go copies every diagnostic into the log, and ours name phone numbers. The framework logs the values that it
	// compares. A user who sets one of the two variables gets that log.
	for _, level := range []string{"TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		if os.Getenv(level) == "" {
			_ = os.Setenv(level, "off")
		}
	}
	// net/http writes unsolicited responses to the standard logger, and with GODEBUG even the headers that hold the key.
	// All of it would appear in Terraform's log.
	log.SetOutput(io.Discard)
}
