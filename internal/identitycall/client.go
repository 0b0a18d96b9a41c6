// Package identitycall is a client for the IdentityCall public API: phone numbers that an account rents,
// the operators who answer them, and the projects that hold them.
//
// Every call takes a context, returns one of the errors of errors.go, and obeys the service's rate limit
// together with all other calls of the same Client. Calls that may be sent again are, after a fault that may
// pass; a POST that creates or buys never is.
//
// The reference is the vendor's page https://docs.identitycall.ai (virtual numbers, operators, projects,
// errors, authentication), collected in the project's notes on the API.
package identitycall

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// DefaultBaseURL is the vendor's own service.
const DefaultBaseURL = "https://api.identitycall.ai/api/v1/public"

// Config says how a Client talks to the service.
type Config struct {
	// BaseURL is the address below which the API's paths lie; CheckBaseURL says what is accepted.
	BaseURL string
	// APIKey is the bearer key; CheckAPIKey says what is accepted. No error and no Exchange ever holds it.
	APIKey string
	// UserAgent is sent with each request.
	UserAgent string
	// MaxRetries is how often a request that may be sent again is, after a fault that may pass.
	MaxRetries int
	// RequestTimeout bounds one exchange, from the first byte out to the last byte in.
	RequestTimeout time.Duration
	// RequestsPerMinute is a ceiling of the caller's own; 0 follows what the service says.
	RequestsPerMinute int
	// IndexPhoneNumbers, when set, prepares a search for phone numbers that are the same in another format: find returns the
	// positions of those that are. By default only equal strings are the same.
	IndexPhoneNumbers func(numbers []string) (find func(number string) []int)
	// BeforeWrite, when set, is called once for each request that is not a GET, before its first attempt, with the
	// operation's context. If it fails, nothing is sent, and the operation returns that very error.
	BeforeWrite func(context.Context) error
	// OnExchange, when set, is told of each answer and each failed attempt.
	OnExchange func(context.Context, Exchange)
	// OnWait, when set, is told of each wait before it begins.
	OnWait func(context.Context, Wait)
}

// Exchange is what a log may say of one attempt: no key, no body, no query.
type Exchange struct {
	Request
	// Status is 0 where no answer came.
	Status   int
	Attempt  int
	Duration time.Duration
	// Fault says in general words why no answer came.
	Fault string
}

// Wait is a pause before a request is sent.
type Wait struct {
	Request
	Duration time.Duration
	Reason   string
}

// Client is the API of one key. It is safe for use by many goroutines.
type Client struct {
	Operators      *OperatorsService
	Projects       *ProjectsService
	VirtualNumbers *VirtualNumbersService

	config   Config
	http     *http.Client
	governor *governor
	clock    clock
}

// New returns a client, or an error when the base URL or the key is not acceptable.
func New(config Config) (*Client, error) {
	if err := CheckBaseURL(config.BaseURL); err != nil {
		return nil, fmt.Errorf("the base URL %w", err)
	}
	if err := CheckAPIKey(config.APIKey); err != nil {
		return nil, fmt.Errorf("the API key %w", err)
	}
	config.BaseURL = strings.TrimRight(config.BaseURL, "/")
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16 // Terraform's parallelism is 10; reconnecting for each request would cost more than it saves.
	transport.OnProxyConnectResponse = checkProxy
	client := &Client{
		config:   config,
		clock:    systemClock{},
		governor: newGovernor(systemClock{}, config.RequestsPerMinute),
		http: &http.Client{
			Transport: transport,
			// A redirect would carry the key to an address that nobody has configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	client.Operators = newOperatorsService(client)
	client.Projects = newProjectsService(client)
	client.VirtualNumbers = newVirtualNumbersService(client)
	return client, nil
}

var apiKeyForm = regexp.MustCompile(`^idc_[A-Za-z0-9_-]+$`)

// CheckAPIKey says what is wrong with a key's form, without quoting it. Its length is the service's business.
func CheckAPIKey(key string) error {
	if !apiKeyForm.MatchString(key) {
		return errors.New("must begin with \"idc_\" and go on with letters, digits, \"_\" and \"-\" only")
	}
	return nil
}

// CheckBaseURL says what is wrong with a base URL: it must be https, save for a loopback host, because a key
// never travels in the clear, and must have neither credentials nor a query nor a fragment.
func CheckBaseURL(raw string) error {
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
		return errors.New("must begin with https://: over plain http the API key would travel in the clear (only a loopback host such as 127.0.0.1 may use http)")
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

// wasNeverSent reports whether the connection could not even be opened, or was not to be trusted.
func wasNeverSent(err error) bool {
	var opErr *net.OpError
	return errors.As(err, &opErr) && (opErr.Op == "dial" || opErr.Op == "proxyconnect") ||
		errors.As(err, new(*proxyError)) || IsUntrusted(err)
}

// IsUntrusted reports whether whoever answered could not show a certificate that this machine trusts. Nothing was sent then.
func IsUntrusted(err error) bool { return errors.As(err, new(*tls.CertificateVerificationError)) }

// proxyError is a proxy that refuses to pass a connection on. net/http has only the words of its status for that, which
// read as if the service had said them.
type proxyError struct {
	host   string
	status int
}

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy %s did not let it through: %d %s", e.host, e.status, http.StatusText(e.status))
}

func checkProxy(_ context.Context, proxy *url.URL, _ *http.Request, answered *http.Response) error {
	if answered.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{host: proxy.Host, status: answered.StatusCode} // the URL may hold a password
}
