package identitycall

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// maxResponse bounds what is read of one response, in bytes: far above a page of a hundred objects or a number with
// thousands of available operators, far below the memory of a machine.
const maxResponse = 16 << 20

const (
	// minCreateTimeout bounds the wait for the response to a POST that creates or purchases, unless RequestTimeout is
	// longer. Carriers are slow, and a response that is given up is a lost one.
	minCreateTimeout = 2 * time.Minute
	// idleTimeout is well below that of load balancers: a POST on a connection that they have dropped looks lost, although
	// it never arrived.
	idleTimeout = 20 * time.Second
	// A connection without a frame for pingAfter is checked, and closed without a response within pingTimeout. Without
	// that, all requests on an HTTP/2 connection that a NAT or a VPN has dropped time out, and so do all of their retries.
	pingAfter, pingTimeout = 10 * time.Second, 5 * time.Second
)

func newHTTPClient(dial Dial) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if dial != nil {
		transport.DialContext = dial
	}
	transport.MaxIdleConnsPerHost = 16 // Terraform's parallelism is 10: connections are kept for all of them
	transport.IdleConnTimeout = idleTimeout
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout}
	transport.OnProxyConnectResponse = checkProxy
	return &http.Client{
		Transport: transport,
		// A redirect would send the key to an address that is not configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// send sends one attempt of a request and reads its response to the end.
func (c *Client) send(ctx context.Context, request apiRequest) (apiResponse, error) {
	timeout := c.config.RequestTimeout
	if !request.retryable {
		timeout = max(timeout, minCreateTimeout)
	}
	exchange, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	target := c.config.BaseURL + request.Path
	if len(request.query) > 0 {
		target += "?" + request.query.Encode()
	}
	var body io.Reader
	if request.body != nil {
		content, err := json.Marshal(request.body)
		if err != nil {
			return apiResponse{}, err
		}
		body = bytes.NewReader(content)
	}
	httpRequest, err := http.NewRequestWithContext(exchange, request.Method, target, body)
	if err != nil {
		return apiResponse{}, err
	}
	httpRequest.Header.Set("Authorization", "Bearer "+c.config.APIKey)
	httpRequest.Header.Set("Accept", "application/json")
	httpRequest.Header.Set("User-Agent", c.config.UserAgent)
	if body != nil {
		httpRequest.Header.Set("Content-Type", "application/json")
	}

	httpResponse, err := c.http.Do(httpRequest)
	if err != nil {
		return apiResponse{}, c.transportError(ctx, timeout, err)
	}
	defer func() { _ = httpResponse.Body.Close() }()
	response := apiResponse{status: httpResponse.StatusCode, header: httpResponse.Header}
	response.body, err = io.ReadAll(io.LimitReader(httpResponse.Body, maxResponse+1))
	response.body = bytes.TrimPrefix(response.body, []byte("\ufeff")) // a byte order mark is not JSON
	if err != nil {
		return response, c.transportError(ctx, timeout, err)
	}
	return response, nil
}

// transportError turns an error of net/http into its cause, without the URL.
func (c *Client) transportError(ctx context.Context, timeout time.Duration, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return contextError(cause)
	}
	if urlErr, ok := errors.AsType[*url.Error](err); ok {
		err = urlErr.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		text := fmt.Sprintf("it took longer than %s", timeout)
		if timeout == c.config.RequestTimeout {
			text = fmt.Sprintf("it took longer than the request_timeout of %s", timeout)
		}
		return errorWithText{os.ErrDeadlineExceeded, text} // not context.DeadlineExceeded: the operation continues
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the connection was closed before the response was complete: %w", err)
	}
	return err
}

// contextError describes why the operation ended, and wraps the cause for errors.Is.
func contextError(cause error) error {
	if errors.Is(cause, context.DeadlineExceeded) {
		return errorWithText{cause, "the operation's timeout ended"}
	}
	return errorWithText{cause, "the run was cancelled"}
}

// errorWithText keeps an error's chain and replaces its text.
type errorWithText struct {
	error
	text string
}

func (e errorWithText) Error() string { return e.text }
func (e errorWithText) Unwrap() error { return e.error }

// errorKind describes an error for the log, without anything of the request or response. It is empty for no error.
func errorKind(err error) string {
	netErr, _ := errors.AsType[net.Error](err)
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case netErr != nil && netErr.Timeout():
		return "timeout"
	case errors.As(err, new(*net.DNSError)):
		return "host not found"
	case IsUntrusted(err):
		return "not trusted"
	case notSent(err):
		return "no connection"
	}
	return "broken connection"
}

// notSent reports whether the connection could not be opened, or was not trusted.
func notSent(err error) bool {
	opErr, ok := errors.AsType[*net.OpError](err)
	return ok && (opErr.Op == "dial" || opErr.Op == "proxyconnect") || errors.As(err, new(*ProxyError)) || IsUntrusted(err)
}

// IsUntrusted reports whether the server has no certificate that this machine trusts. Nothing was sent then.
func IsUntrusted(err error) bool { return errors.As(err, new(*tls.CertificateVerificationError)) }

// ProxyError is a proxy that refuses a connection. The error of net/http contains only the text of its status, which
// looks like one of the API. Nothing was sent to the API.
type ProxyError struct {
	// Host is the host and port of the proxy. Its URL may hold a password.
	Host       string
	StatusCode int
}

func (e *ProxyError) Error() string {
	status := strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode)))
	return fmt.Sprintf("the proxy %s refused the connection: %s", e.Host, status)
}

// isProxyRefusal reports whether a proxy refuses the connection for a reason that lasts, such as a missing password.
func isProxyRefusal(err error) bool {
	proxyErr, ok := errors.AsType[*ProxyError](err)
	return ok && proxyErr.StatusCode >= 400 && proxyErr.StatusCode <= 499
}

func checkProxy(_ context.Context, proxy *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return &ProxyError{Host: proxy.Host, StatusCode: response.StatusCode}
}
