// Command sandbox serves an IdentityCall account in memory on this machine, to try configurations and modules with. The
// account exists until the command ends.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func main() {
	address := flag.String("listen", "127.0.0.1:0", "loopback `address` to serve on; port 0 chooses a free port")
	empty := flag.Bool("empty", false, "start with an empty account, without the objects of the documentation's examples")
	limit := flag.Int("requests-per-minute", 0, "rate limit; 0 for none")
	page := flag.Int("page-size", 0, "return lists in pages of this size, with a meta; 0 returns them whole")
	flag.Parse()
	if err := serve(*address, *empty, *limit, *page); err != nil {
		log.Fatal(err)
	}
}

func serve(address string, empty bool, limit, page int) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	account := sandbox.New()
	if !empty {
		account.Populate()
	}
	account.Limit(limit, time.Minute)
	account.Paginate(page)

	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(listener.Addr().(*net.TCPAddr).IP.String()); !ip.IsLoopback() {
		return errors.New("the sandbox serves on a loopback address only, since its key is public")
	}
	server := &http.Server{Handler: printed(account), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Printf("export IDENTITYCALL_BASE_URL=http://%s%s\nexport IDENTITYCALL_API_KEY=%s\n",
		listener.Addr(), sandbox.Prefix, sandbox.DefaultKey)
	fmt.Fprintln(os.Stderr, "Serving an IdentityCall account in memory. Run the two export commands in the shell\n"+
		"in which you run Terraform. Press Ctrl-C to stop; the account is then lost. These requests arrive:")
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// printed prints each request with its body and the status of the response, so that a user sees what a configuration
// sends.
func printed(account http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorded := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		account.ServeHTTP(recorded, r)
		path := strings.TrimPrefix(r.URL.RequestURI(), sandbox.Prefix)
		fmt.Fprintf(os.Stderr, "%d %s %s %s\n", recorded.status, r.Method, path, body)
	})
}

// statusRecorder keeps the status of a response.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}
