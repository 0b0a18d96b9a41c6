package main

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

const (
	// many is how many objects the counts are about.
	many = 200
	// few is how many requests beside those for single objects a command may cost.
	few = 3
)

// requests are those that a command has sent.
type requests []sandbox.Request

func (r requests) count(method string) int {
	count := 0
	for _, request := range r {
		if request.Method == method {
			count++
		}
	}
	return count
}

func (r requests) refused() int {
	count := 0
	for _, request := range r {
		if request.Status == http.StatusTooManyRequests {
			count++
		}
	}
	return count
}

// span is the time from the first request to the last.
func (r requests) span() time.Duration {
	if len(r) == 0 {
		return 0
	}
	return r[len(r)-1].Time.Sub(r[0].Time)
}

var id = regexp.MustCompile(`/\d+`)

// String tells how many of each kind there are.
func (r requests) String() string {
	kinds := map[string]int{}
	for _, request := range r {
		kinds[request.Method+" "+id.ReplaceAllString(request.Path, "/:id")]++
	}
	if len(kinds) == 0 {
		return "none"
	}
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		parts = append(parts, fmt.Sprintf("%d × %s", kinds[kind], kind))
	}
	return strings.Join(parts, ", ")
}
