// Package identitycall is a client for the IdentityCall public API: the virtual numbers of an account, the operators
// that calls are routed to, and the projects that hold recordings.
//
// Every method takes a context, returns one of the errors of errors.go, and shares the rate limit with all other
// methods of the same Client. A request that is safe to repeat is retried after a transient error; a POST that creates
// or purchases never is.
//
// The reference is the vendor's page https://docs.identitycall.ai (virtual numbers, operators, projects, errors,
// authentication).
package identitycall

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// DefaultBaseURL is the vendor's API.
const DefaultBaseURL = "https://api.identitycall.ai/api/v1/public"

// Config configures a Client.
type Config struct {
	// BaseURL is the address below which the API's paths are. CheckBaseURL checks it.
	BaseURL string
	// APIKey is the bearer key. CheckAPIKey checks it. No error and no Exchange ever contains it.
	APIKey string
	// UserAgent is sent with each request.
	UserAgent string
	// MaxRetries is the maximum of retries for a request that is safe to repeat. Waits for the rate limit do not count.
	MaxRetries int
	// RequestTimeout bounds one attempt, from the connection to the last byte of the response.
	RequestTimeout time.Duration
	// RequestsPerMinute is a ceiling of the caller's own; 0 for none.
	RequestsPerMinute int
	// IndexPhoneNumbers builds an index of phone numbers. find returns the positions of those that are the same number in
	// any format. FindCached needs it.
	IndexPhoneNumbers func(numbers []string) (find func(number string) []int)
	// Dial opens the connections. If it is nil, the network does.
	Dial Dial
	// OnExchange is called after each attempt. It may be nil.
	OnExchange func(context.Context, Exchange)
	// OnWait is called before each wait of a second or more. It may be nil.
	OnWait func(context.Context, Wait)
}

// Dial opens a connection, as net.Dialer.DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Exchange is what a log may contain of one attempt: no key, no body, no query.
type Exchange struct {
	Request
	// Status is 0 without a response.
	Status   int
	Attempt  int
	Duration time.Duration
	// Fault is why there is no response, without details of the network; empty if there is one.
	Fault string
}

// Wait is a pause before a request is sent.
type Wait struct {
	Request
	Duration time.Duration
	Reason   string
}

// Client is a client of the API with one key. It is safe for concurrent use.
type Client struct {
	Operators      *OperatorsService
	Projects       *ProjectsService
	VirtualNumbers *VirtualNumbersService

	config      Config
	http        *http.Client
	rateLimiter *rateLimiter
}

// New returns a client, or an error if the base URL or the key is not acceptable.
func New(config Config) (*Client, error) {
	if err := CheckBaseURL(config.BaseURL); err != nil {
		return nil, fmt.Errorf("the base URL %w", err)
	}
	if err := CheckAPIKey(config.APIKey); err != nil {
		return nil, fmt.Errorf("the API key %w", err)
	}
	config.BaseURL = strings.TrimRight(config.BaseURL, "/")
	client := &Client{
		config:      config,
		rateLimiter: newRateLimiter(config.RequestsPerMinute),
		http:        newHTTPClient(config.Dial),
	}
	client.Operators = newOperatorsService(client)
	client.Projects = newProjectsService(client)
	client.VirtualNumbers = newVirtualNumbersService(client)
	return client, nil
}

var apiKeyForm = regexp.MustCompile(`^idc_[A-Za-z0-9_-]+$`)

// CheckAPIKey returns an error if a key is malformed, without quoting it. The length is not checked.
func CheckAPIKey(key string) error {
	trimmed := strings.TrimSpace(key)
	switch {
	case apiKeyForm.MatchString(key):
		return nil
	case apiKeyForm.MatchString(trimmed) && strings.HasSuffix(key, "\n"):
		return errors.New("ends in a line break")
	case apiKeyForm.MatchString(trimmed):
		return errors.New("has white space around it")
	case apiKeyForm.MatchString(strings.Trim(trimmed, "\"'`“”‘’")):
		return errors.New("is in quotes")
	}
	if err := checkVisible(trimmed); err != nil {
		return err
	}
	return errors.New("must be \"idc_\" followed by letters, digits, \"_\" and \"-\"")
}

// checkVisible returns an error if a text contains a character that no screen shows.
func checkVisible(text string) error {
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("contains the invisible character U+%04X", r)
		}
	}
	return nil
}

// CheckBaseURL returns an error if a base URL is not acceptable: it must be https, except for a loopback host, because
// a key is never sent unencrypted, and must have no credentials, query or fragment.
func CheckBaseURL(raw string) error {
	if strings.TrimSpace(raw) != raw {
		return errors.New("has white space around it, such as a line break")
	}
	if err := checkVisible(raw); err != nil {
		return err
	}
	base, err := url.Parse(raw)
	if err != nil {
		return errors.New("cannot be read as a URL")
	}
	switch {
	case base.Scheme != "https" && base.Scheme != "http":
		return errors.New("must begin with https://")
	case base.Hostname() == "":
		return errors.New("names no host")
	case base.User != nil:
		return errors.New("must not hold a user name or password")
	case strings.ContainsAny(raw, "?#"):
		return errors.New("must have neither a query nor a fragment")
	case base.Scheme == "http" && !isLoopback(base.Hostname()):
		return errors.New("must begin with https://: over plain http the API key would not be encrypted " +
			"(only a loopback host such as 127.0.0.1 may use http)")
	}
	return nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// sleep returns the context's error if the context ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
