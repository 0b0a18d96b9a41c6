// Command floor is a provider for "make bench" that does nothing: it has the real schemas, a refresh returns the state
// unchanged, and configuring it sends nothing. A plan with it costs what Terraform and the plugin protocol cost.
package main

import (
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/identitycall/terraform-provider-identitycall/internal/provider"
)

func main() {
	// As in the real provider: formatting a log costs time even if it is discarded.
	for _, level := range []string{"TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		_ = os.Setenv(level, "off")
	}
	newServer := providerserver.NewProtocol6(provider.New("floor")())
	err := tf6server.Serve("registry.terraform.io/identitycall/identitycall", func() tfprotov6.ProviderServer {
		return floor{newServer()}
	})
	if err != nil {
		log.Fatal(err)
	}
}

// floor is the real server without an API behind it.
type floor struct{ tfprotov6.ProviderServer }

func (floor) ConfigureProvider(
	context.Context, *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (floor) ReadResource(
	_ context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{
		NewState: req.CurrentState, NewIdentity: req.CurrentIdentity, Private: req.Private,
	}, nil
}
