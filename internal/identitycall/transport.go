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
)

// maxResponse bounds what is read of one response, in bytes: far above a page of a hundred objects or a number with
// thousands of available operators, far below the memory of a machine.
const maxResponse = 16 << 20

func newHTTPClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16 // Terraform's parallelism is 10: connections are kept for all of them
	transport.OnProxyConnectResponse = checkProxy
	return &http.Client{
		Transport: transport,
		// A redirect would send the key to an address that is not configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// send sends one attempt of a request and reads its response to the end.
func (c *Client) send(ctx context.Context, request apiRequest) (apiResponse, error) {
	exchange, cancel := context.WithTimeout(ctx, c.config.RequestTimeout)
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
		return apiResponse{}, c.transportError(ctx, err)
	}
	defer func() { _ = httpResponse.Body.Close() }()
	response := apiResponse{status: httpResponse.StatusCode, header: httpResponse.Header}
	response.body, err = io.ReadAll(io.LimitReader(httpResponse.Body, maxResponse+1))
	response.body = bytes.TrimPrefix(response.body, []byte("\ufeff")) // a byte order mark is not JSON
	if err != nil {
		return response, c.transportError(ctx, err)
	}
	return response, nil
}

// transportError turns an error of net/http into its cause, without the URL.
func (c *Client) transportError(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return contextError(cause)
	}
	if urlErr, ok := errors.AsType[*url.Error](err); ok {
		err = urlErr.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		text := fmt.Sprintf("no complete response within the request_timeout of %s", c.config.RequestTimeout)
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
	return ok && (opErr.Op == "dial" || opErr.Op == "proxyconnect") || errors.As(err, new(*proxyError)) || IsUntrusted(err)
}

// IsUntrusted reports whether the server has no certificate that this machine trusts. Nothing was sent then.
func IsUntrusted(err error) bool { return errors.As(err, new(*tls.CertificateVerificationError)) }

// proxyError is a proxy that refuses a connection. The error of net/http contains only the text of its status, which
// looks like one of the API.
type proxyError struct {
	host   string
	status int
}

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy %s refused the connection: %d %s", e.host, e.status, http.StatusText(e.status))
}

func checkProxy(_ context.Context, proxy *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{host: proxy.Host, status: response.StatusCode} // the URL may hold a password
}
