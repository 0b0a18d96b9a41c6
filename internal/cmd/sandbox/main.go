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
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp): // is printed
	case err != nil:
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

// options are the values of the flags.
type options struct {
	listen   string
	account  string
	generate bool // -numbers is set
	numbers  int
	rate     int
	pageSize int
	latency  time.Duration
	faults   []fault
}

func parse(arguments []string, help io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error is returned
	flags.StringVar(&o.account, "account", "", "start with the account in this JSON `file`")
	flags.IntVar(&o.numbers, "numbers", 0, "start with this `count` of generated numbers, and with their operators; "+
		"0 is an empty account")
	flags.IntVar(&o.rate, "rate", 0, "rate limit, in `requests` a minute; 0 for none")
	flags.IntVar(&o.pageSize, "page-size", 0, "return lists in pages of this `size`, with a meta; 0 returns them whole")
	flags.DurationVar(&o.latency, "latency", 0, "`time` that each request takes, such as 200ms")
	flags.Func("fail", "comma-separated `faults`: "+faultNames(), func(text string) (err error) {
		o.faults, err = parseFaults(text)
		return err
	})
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback `address` to serve on; port 0 chooses a free port")
	err := flags.Parse(arguments)
	flags.Visit(func(f *flag.Flag) { o.generate = o.generate || f.Name == "numbers" })
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(help)
		_, _ = fmt.Fprintln(help, "Serves an IdentityCall account in memory. The guide on modules describes the flags.")
		flags.PrintDefaults()
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("the argument %q is not a flag", flags.Arg(0))
	case err == nil && o.account != "" && o.generate:
		err = errors.New("use -account or -numbers, not both")
	case err == nil && (o.numbers < 0 || o.rate < 0 || o.pageSize < 0 || o.latency < 0):
		err = errors.New("use values of 0 or more for -numbers, -rate, -page-size and -latency")
	}
	return o, err
}

// newAccount returns the account that the flags describe, and the key to use it with.
func newAccount(o options) (*sandbox.Sandbox, string, error) {
	account, key := sandbox.New(), sandbox.DefaultKey
	switch {
	case o.account != "":
		file, err := os.ReadFile(o.account)
		if err != nil {
			return nil, "", err
		}
		keys, err := account.Load(file)
		if err != nil {
			return nil, "", fmt.Errorf("%s is not an account:\n%w", o.account, err)
		}
		if len(keys) > 0 {
			key = keys[0].Secret
		}
	case o.generate:
		account.Generate(o.numbers)
	default:
		account.Populate()
	}
	account.Limit(o.rate, time.Minute)
	account.Paginate(o.pageSize)
	account.Delay(o.latency)
	injectFaults(account, o.faults)
	return account, key, nil
}

func run(ctx context.Context, arguments []string, out, log io.Writer) error {
	o, err := parse(arguments, log)
	if err != nil {
		return err
	}
	account, key, err := newAccount(o)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(listener.Addr().(*net.TCPAddr).IP.String()); !ip.IsLoopback() {
		return errors.New("the sandbox serves on a loopback address only, since its keys are public")
	}
	server := &http.Server{Handler: printed(account, log), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	url := "http://" + listener.Addr().String()
	// In one write: scripts read the variables as soon as one of them is there.
	_, _ = fmt.Fprintf(out, "export IDENTITYCALL_BASE_URL=%s%s\nexport IDENTITYCALL_SANDBOX_URL=%s%s\n"+
		"export IDENTITYCALL_API_KEY=%s\n", url, sandbox.Prefix, url, sandbox.ControlPrefix, key)
	_, _ = fmt.Fprintln(log, "Serving an IdentityCall account in memory. Run the export commands in the shell in which\n"+
		"you run Terraform. Press Ctrl-C to stop; the account is then lost. These requests arrive:")
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// printed serves an account, and prints each request with its body and the status of the response, so that a user sees
// what a configuration sends.
func printed(account *sandbox.Sandbox, log io.Writer) http.Handler {
	control := account.Control()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorded := &statusRecorder{ResponseWriter: w, status: "cut"}
		if strings.HasPrefix(r.URL.Path, sandbox.ControlPrefix+"/") {
			control.ServeHTTP(recorded, r)
		} else {
			account.ServeHTTP(recorded, r)
		}
		path := strings.TrimPrefix(r.URL.RequestURI(), sandbox.Prefix)
		_, _ = fmt.Fprintf(log, "%s %s %s %s\n", recorded.status, r.Method, path, body)
	})
}

// statusRecorder keeps the status of a response. A connection that breaks before it leaves the initial value.
type statusRecorder struct {
	http.ResponseWriter
	status string
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = fmt.Sprint(status)
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets a fault break the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
