package e2e_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// testHost is a host name that only the proxy of the test resolves. It cannot be a loopback address: net/http
// connects to those without a proxy.
const testHost = "api.identitycall.test"

// privateService is a sandbox behind TLS with a certificate of a private CA, as in a company's network. Its host
// name is testHost, so connections need the proxy.
type privateService struct {
	*acctest.Service
	proxy *connectProxy
	ca    string // a file
}

func newPrivateService(t *testing.T) *privateService {
	t.Helper()
	certificate, ca := newCertificate(t)
	account := sandbox.New()
	server := httptest.NewUnstartedServer(account)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that does not trust the certificate disconnects
	server.StartTLS()
	t.Cleanup(server.Close)
	return &privateService{
		Service: &acctest.Service{Sandbox: account, URL: "https://" + testHost + sandbox.Prefix},
		proxy:   newConnectProxy(t, server.Listener.Addr().String()),
		ca:      ca,
	}
}

// newCertificate creates a self-signed certificate for testHost, and a file for SSL_CERT_FILE.
func newCertificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "A company's own CA"}, DNSNames: []string{testHost},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	content, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: content}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{content}, PrivateKey: key}, file
}

// connectProxy connects to testHost, and records what it receives: host names, and never the contents of a tunnel.
type connectProxy struct {
	url    string
	target string

	mu   sync.Mutex
	seen []string
}

func newConnectProxy(t *testing.T, target string) *connectProxy {
	t.Helper()
	proxy := &connectProxy{target: target}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	proxy.url = server.URL
	return proxy
}

func (p *connectProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.seen = append(p.seen, fmt.Sprint(r.Method, " ", r.Host, " ", r.Header))
	p.mu.Unlock()
	if r.Method != http.MethodConnect || r.Host != testHost+":443" {
		http.Error(w, "this proxy connects to one host only", http.StatusForbidden)
		return
	}
	there, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", p.target)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}

// tunnels counts the connections, and checks that the proxy received nothing else, and not the key.
func (p *connectProxy) tunnels(t *testing.T) int {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, request := range p.seen {
		if !strings.HasPrefix(request, "CONNECT "+testHost) || strings.Contains(request, sandbox.DefaultKey) {
			t.Errorf("the proxy saw %s", request)
		}
	}
	return len(p.seen)
}

// through makes a workspace use the proxy, with these additional variables.
func (p *connectProxy) through(w *acctest.Workspace, variables ...string) {
	w.Environment = append(w.Environment, "HTTPS_PROXY="+p.url, "HTTP_PROXY="+p.url, "NO_PROXY=", "no_proxy=")
	w.Environment = append(w.Environment, variables...)
}

func TestAccNetwork_proxyAndPrivateCA(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := newPrivateService(t)
	s.Populate()
	w := acctest.NewWorkspace(t, s.Service)
	s.proxy.through(w, "SSL_CERT_FILE="+s.ca)
	w.Configure(greta + purchasedLine)
	w.MustApply()
	w.MustHaveNoDiff()
	if s.proxy.tunnels(t) == 0 {
		t.Error("no request came through the proxy")
	}
	mustHaveCreatedOnce(t, s.Service)
}

// Without the CA, nothing is sent, and the error names the cause.
func TestAccNetwork_unknownCA(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := newPrivateService(t)
	w := acctest.NewWorkspace(t, s.Service)
	s.proxy.through(w)
	w.Configure("provider \"identitycall\" {\n  max_retries = 0\n}\n" + allNumbers)
	output, code := w.Run("plan", "-input=false")
	if code == 0 {
		t.Fatal("a certificate of an unknown CA is accepted")
	}
	mustShow(t, output, "GET /virtual_numbers", "certificate signed by unknown authority", "SSL_CERT_FILE")
	if len(s.Requests()) != 0 {
		t.Errorf("requests arrived: %v", s.Requests())
	}
}

// otherHost is a host that must not receive requests. It records them.
type otherHost struct {
	url string

	mu   sync.Mutex
	seen []string
}

func newOtherHost(t *testing.T) *otherHost {
	t.Helper()
	b := &otherHost{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.seen = append(b.seen, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header))
	}))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

func (b *otherHost) mustHaveNoRequests(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.seen) > 0 {
		t.Errorf("another host got a request: %s", strings.Join(b.seen, "\n"))
	}
}

// Following a redirect would send the key to another host.
func TestAccNetwork_redirect(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s, elsewhere := acctest.StartService(t), newOtherHost(t)
	w := acctest.NewWorkspace(t, s)
	w.Configure(allNumbers + greta)
	s.Inject(sandbox.Fault{Times: -1, Reply: sandbox.Redirect(elsewhere.url + "/login")})
	output, code := w.Apply()
	if code == 0 {
		t.Error("a redirect is not an error")
	}
	mustShow(t, output, "302 Found", "base_url")
	elsewhere.mustHaveNoRequests(t)
}

// Over plain http, the key could be read in transit. It is an error before anything is sent, even with a proxy.
func TestAccNetwork_plainHTTP(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s, proxy := acctest.StartService(t), newOtherHost(t)
	w := acctest.NewWorkspace(t, s)
	w.Configure(allNumbers)
	for _, address := range []string{
		"http://" + testHost, "http://localhost." + testHost, "http://127.0.0.1." + testHost, "http://0.0.0.0:1",
	} {
		w.Environment = append(w.Environment, "HTTP_PROXY="+proxy.url, "http_proxy="+proxy.url, "NO_PROXY=", "no_proxy=",
			baseURLVariable+"="+address)
		output, code := w.Run("plan", "-input=false")
		if code == 0 {
			t.Errorf("%s is accepted", address)
		}
		mustShow(t, output, "Invalid base URL", baseURLVariable, "not be encrypted")
	}
	proxy.mustHaveNoRequests(t)
}

// All users of a machine can see the arguments of its processes.
func TestAccNetwork_keyIsNoArgument(t *testing.T) {
	acctest.Once(t)
	t.Parallel()
	s := acctest.StartService(t)
	w := acctest.NewWorkspace(t, s)
	w.Configure(allNumbers)
	s.Inject(sandbox.Fault{Delay: time.Minute})
	r := start(t, w, "GET", "/virtual_numbers", "plan", "-input=false")
	processes := append(r.plugins(), r.command.Process)
	if len(processes) < 2 {
		t.Error("the command has no provider")
	}
	for _, process := range processes {
		arguments, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(arguments, []byte(sandbox.DefaultKey)) || bytes.Contains(arguments, []byte("idc_")) {
			t.Errorf("the key is in %q", arguments)
		}
		if process == r.command.Process && !bytes.Contains(arguments, []byte("plan")) {
			t.Errorf("these are not arguments of the CLI: %q", arguments)
		}
	}
	r.kill()
}
