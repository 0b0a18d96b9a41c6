package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// share is the share of the requests that a random fault strikes.
const share = 0.2

// fault is a fault of -fail.
type fault struct {
	name string
	// random faults strike a share of all requests, the others every request that they select.
	random bool
	fault  sandbox.Fault
}

// faults are listed in examples/guides/sandbox.
var faults = []fault{
	{"unavailable", true, sandbox.Fault{Reply: unavailable}},
	{"gateway", true, sandbox.Fault{Reply: sandbox.HTML(http.StatusBadGateway)}},
	{"reset", true, sandbox.Fault{Reply: sandbox.Reset()}},
	{"lost", true, sandbox.Fault{AfterWork: true, Reply: sandbox.Reset()}},
	{"outage", false, sandbox.Fault{Times: -1, Reply: unavailable}},
	{"proxy", false, sandbox.Fault{Times: -1, Reply: sandbox.HTML(http.StatusForbidden)}},
	{"purchase", false, sandbox.Fault{
		Method: http.MethodPost, Path: "/virtual_numbers/purchase", Times: -1,
		Reply: sandbox.Status(http.StatusUnprocessableEntity, `{"error":"Phone number is not available"}`),
	}},
}

var unavailable = sandbox.Status(http.StatusServiceUnavailable, `{"error":"Service unavailable"}`)

func faultNames() string {
	var names []string
	for _, f := range faults {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

func parseFaults(text string) ([]fault, error) {
	var chosen []fault
	for name := range strings.SplitSeq(text, ",") {
		index := slices.IndexFunc(faults, func(f fault) bool { return f.name == name })
		if index < 0 {
			return nil, fmt.Errorf("%q is not a fault. Use one of %s", name, faultNames())
		}
		chosen = append(chosen, faults[index])
	}
	return chosen, nil
}

// injectFaults lets requests fail. The same requests in the same order fail in the same way each time.
func injectFaults(account *sandbox.Sandbox, chosen []fault) {
	var random []sandbox.Fault
	for _, f := range chosen {
		if f.random {
			random = append(random, f.fault)
		} else {
			account.Inject(f.fault)
		}
	}
	if len(random) > 0 {
		account.Storm(1, share, random...)
	}
}
