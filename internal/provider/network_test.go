package provider

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

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// madeUpHost is a name that only the test's proxy knows. A name it has to be: net/http goes to loopback addresses directly,
// whatever proxy is set.
const madeUpHost = "api.identitycall.test"

// privateService is a sandbox behind TLS with a certificate of a private CA, as a company's gateway has it. It is reached by
// madeUpHost, and so through a proxy only.
type privateService struct {
	*service
	proxy *connectProxy
	ca    string // a file
}

func newPrivateService(t *testing.T) *privateService {
	t.Helper()
	certificate, ca := newCertificate(t)
	account := sandbox.New()
	server := httptest.NewUnstartedServer(account)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // who does not trust the certificate breaks off
	server.StartTLS()
	t.Cleanup(server.Close)
	return &privateService{
		service: &service{Sandbox: account, url: "https://" + madeUpHost + sandbox.Prefix},
		proxy:   newConnectProxy(t, server.Listener.Addr().String()),
		ca:      ca,
	}
}

// newCertificate makes a certificate for madeUpHost that vouches for itself, and the file that makes it trusted.
func newCertificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "A company's own CA"}, DNSNames: []string{madeUpHost},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
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

// connectProxy passes on what asks for madeUpHost, and remembers all that it sees: host names, and never what is in a tunnel.
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
	if r.Method != http.MethodConnect || r.Host != madeUpHost+":443" {
		http.Error(w, "not through here", http.StatusForbidden)
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

// tunnels counts what was passed on, and checks that the proxy has seen nothing else, nor the key.
func (p *connectProxy) tunnels(t *testing.T) int {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, request := range p.seen {
		if !strings.HasPrefix(request, "CONNECT "+madeUpHost) || strings.Contains(request, sandbox.DefaultKey) {
			t.Errorf("the proxy saw %s", request)
		}
	}
	return len(p.seen)
}

// through puts a workspace behind the proxy, with these variables on top of its environment.
func (p *connectProxy) through(w *workspace, variables ...string) {
	w.environment = append(w.environment, "HTTPS_PROXY="+p.url, "HTTP_PROXY="+p.url, "NO_PROXY=", "no_proxy=")
	w.environment = append(w.environment, variables...)
}

func TestAccNetwork_proxyAndPrivateCA(t *testing.T) {
	t.Parallel()
	s := newPrivateService(t)
	s.Populate()
	w := newWorkspace(t, s.service)
	s.proxy.through(w, "SSL_CERT_FILE="+s.ca)
	w.configure(gretaHall + rentedLine)
	w.must(applying...)
	w.mustBeEmpty()
	if s.proxy.tunnels(t) == 0 {
		t.Error("nothing came through the proxy")
	}
	s.mustHaveMadeOnce(t)
}

// Without its CA the service is nobody: nothing is sent, and the error says what is wrong.
func TestAccNetwork_unknownCA(t *testing.T) {
	t.Parallel()
	s := newPrivateService(t)
	w := newWorkspace(t, s.service)
	s.proxy.through(w)
	w.configure("provider \"identitycall\" {\n  max_retries = 0\n}\n" + allNumbers)
	output, code := w.run("plan", "-input=false")
	if code == 0 {
		t.Fatal("a certificate of an unknown CA is accepted")
	}
	mustSay(t, output, "GET /virtual_numbers", "certificate signed by unknown authority", "SSL_CERT_FILE")
	if s.count() != 0 {
		t.Errorf("the service was asked: %v", s.Requests())
	}
}

// bystander records all that it is asked.
type bystander struct {
	url string

	mu   sync.Mutex
	seen []string
}

func newBystander(t *testing.T) *bystander {
	t.Helper()
	b := &bystander{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.seen = append(b.seen, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header))
	}))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

func (b *bystander) mustHaveSeenNothing(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.seen) > 0 {
		t.Errorf("another host was asked: %s", strings.Join(b.seen, "\n"))
	}
}

// Whoever answers with a redirect would get the key, if it were followed.
func TestAccNetwork_redirect(t *testing.T) {
	t.Parallel()
	s, elsewhere := newService(t), newBystander(t)
	w := newWorkspace(t, s)
	w.configure(allNumbers + gretaHall)
	s.Inject(sandbox.Fault{Times: -1, Reply: sandbox.Redirect(elsewhere.url + "/login")})
	output, code := w.apply()
	if code == 0 {
		t.Error("a redirect counts as success")
	}
	mustSay(t, output, "302 Found", "base_url")
	elsewhere.mustHaveSeenNothing(t)
}

// Over plain http everybody on the way would read the key. It is refused before anything is sent, also where a proxy would
// take it.
func TestAccNetwork_plainHTTP(t *testing.T) {
	t.Parallel()
	s, onTheWay := newService(t), newBystander(t)
	w := newWorkspace(t, s)
	w.configure(allNumbers)
	for _, address := range []string{"http://" + madeUpHost, "http://localhost." + madeUpHost, "http://127.0.0.1." + madeUpHost, "http://0.0.0.0:1"} {
		w.environment = append(w.environment, "HTTP_PROXY="+onTheWay.url, "http_proxy="+onTheWay.url, "NO_PROXY=", "no_proxy=", baseURLVariable+"="+address)
		output, code := w.run("plan", "-input=false")
		if code == 0 {
			t.Errorf("%s is accepted", address)
		}
		mustSay(t, output, "Invalid base URL", baseURLVariable, "in the clear")
	}
	onTheWay.mustHaveSeenNothing(t)
}

// Everybody on a machine may see the arguments of its processes.
func TestAccNetwork_keyIsNoArgument(t *testing.T) {
	t.Parallel()
	s := newService(t)
	w := newWorkspace(t, s)
	w.configure(allNumbers)
	s.Inject(sandbox.Fault{Delay: time.Minute})
	run := w.start(s, "GET", "/virtual_numbers", "plan", "-input=false")
	processes := append(run.plugins(), run.command.Process)
	if len(processes) < 2 {
		t.Error("the run has no provider")
	}
	for _, process := range processes {
		arguments, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(arguments, []byte(sandbox.DefaultKey)) || bytes.Contains(arguments, []byte("idc_")) {
			t.Errorf("the key is in %q", arguments)
		}
		if process == run.command.Process && !bytes.Contains(arguments, []byte("plan")) {
			t.Errorf("these are no arguments of the CLI: %q", arguments)
		}
	}
	run.kill()
}
