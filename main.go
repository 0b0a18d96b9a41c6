// Command terraform-provider-identitycall is the Terraform provider for IdentityCall. Terraform and OpenTofu start it;
// run by hand it only explains that.
package main

import (
	"context"
	"flag"
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

	// plugin-go copies every diagnostic into the log, and ours name phone numbers. Who asks for that log by name gets it.
	if _, set := os.LookupEnv(protocolLogLevel); !set {
		_ = os.Setenv(protocolLogLevel, "off")
	}

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/identitycall/identitycall",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err.Error())
	}
}

const protocolLogLevel = "TF_LOG_SDK_PROTO"
