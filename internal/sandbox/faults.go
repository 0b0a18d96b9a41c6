package sandbox

import (
	"bufio"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// Fault is what a request meets instead of, or on top of, its proper answer.
type Fault struct {
	// Method and Path say whom it meets; empty meets all. Path lies below Prefix and may hold * as path.Match has it.
	Method, Path string
	// Body is what the request's body has to contain; empty meets all.
	Body string
	// Skip lets so many requests pass before the first that it meets.
	Skip int
	// Times is how many requests it meets: 0 is one, a negative number all.
	Times int
	// AfterWork does what was asked before the fault strikes; else the request is never served.
	AfterWork bool
	// Delay passes before the work, DelayAfterWork between the work and the answer.
	Delay, DelayAfterWork time.Duration
	// Detached goes on when the client has left during a delay: what was asked takes effect later.
	Detached bool
	// Reply answers in place of the API; nil leaves the proper answer.
	Reply Reply
}

// Reply spoils an answer. The proper one has status 0 where the work was not done.
type Reply func(w http.ResponseWriter, proper answer)

// Inject adds faults. Of several that match a request, the one injected first strikes.
func (s *Sandbox) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range faults {
		if fault.Times == 0 {
			fault.Times = 1
		}
		s.faults = append(s.faults, &fault)
	}
}

// Storm makes a share of the requests, from 0 to 1, meet one of the faults, by chance. One seed chooses alike each time, as
// far as requests come in the same order.
func (s *Sandbox) Storm(seed uint64, share float64, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	chance := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the weather is no secret, and must repeat itself
	s.storm = func() *Fault {
		if chance.Float64() >= share {
			return nil
		}
		return &faults[chance.IntN(len(faults))]
	}
}

// Heal removes all faults, and ends a storm.
func (s *Sandbox) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.storm = nil, nil
}

func (s *Sandbox) takeFault(method, requestPath, body string) *Fault {
	for _, fault := range s.faults {
		if fault.Times == 0 || (fault.Method != "" && fault.Method != method) || !strings.Contains(body, fault.Body) {
			continue
		}
		if matched, _ := path.Match(fault.Path, requestPath); fault.Path != "" && !matched {
			continue
		}
		if fault.Skip > 0 {
			fault.Skip--
			continue
		}
		fault.Times--
		return fault
	}
	if s.storm != nil {
		return s.storm()
	}
	return nil
}

// Status answers with a status and a body, which is sent as JSON.
func Status(status int, body string, header ...string) Reply {
	return func(w http.ResponseWriter, _ answer) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// HTML answers with a status and a page such as a gateway or a proxy shows.
func HTML(status int) Reply {
	return func(w http.ResponseWriter, _ answer) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		text := strconv.Itoa(status) + " " + http.StatusText(status)
		_, _ = w.Write([]byte("<html>\n<head><title>" + text + "</title></head>\n<body><center><h1>" + text +
			"</h1></center><hr><center>gateway/1.0</center></body>\n</html>\n"))
	}
}

// Reset breaks the connection without an answer.
func Reset() Reply {
	return func(w http.ResponseWriter, _ answer) {
		connection, _ := hijack(w)
		if tcp, ok := connection.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset, not an orderly end
		}
		_ = connection.Close()
	}
}

// Truncated announces the whole answer and breaks off in its middle.
func Truncated() Reply {
	return func(w http.ResponseWriter, proper answer) {
		body := proper.orSomething()
		connection, buffer := hijack(w)
		_, _ = buffer.WriteString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
			strconv.Itoa(len(body)) + "\r\n\r\n")
		_, _ = buffer.Write(body[:len(body)/2])
		_ = buffer.Flush()
		_ = connection.Close()
	}
}

// Shortened sends half of the answer's JSON in an HTTP answer that is complete in itself.
func Shortened() Reply {
	return func(w http.ResponseWriter, proper answer) {
		body := proper.orSomething()
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body[:len(body)/2])
	}
}

// Malformed answers 200 with a body that is no JSON.
func Malformed() Reply {
	return func(w http.ResponseWriter, _ answer) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"data": {"id": 7, "phone_number" "}`))
	}
}

// Redirect sends the client elsewhere.
func Redirect(location string) Reply {
	return func(w http.ResponseWriter, _ answer) {
		w.Header().Set("Location", location)
		w.WriteHeader(http.StatusFound)
	}
}

// Endless sends a body that does not end before the client leaves.
func Endless() Reply {
	return func(w http.ResponseWriter, _ answer) {
		w.Header().Set("Content-Type", "application/json")
		chunk := make([]byte, 64<<10)
		for i := range chunk {
			chunk[i] = ' '
		}
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
}

// Slow sends the proper answer byte by byte, with a pause before each.
func Slow(pause time.Duration) Reply {
	return func(w http.ResponseWriter, proper answer) {
		w.Header().Set("Content-Type", "application/json")
		for _, b := range proper.orSomething() {
			time.Sleep(pause)
			if _, err := w.Write([]byte{b}); err != nil {
				return
			}
			if flusher, ok := w.(http.Flusher); ok {
				flusher.Flush()
			}
		}
	}
}

func (a answer) orSomething() []byte {
	if len(a.body) > 0 {
		return a.body
	}
	return []byte(`{"data": {"id": 7, "phone_number": "+15551234567"}}`)
}

func hijack(w http.ResponseWriter) (net.Conn, *bufio.ReadWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(errors.New("the sandbox must be served over HTTP/1.1 to break connections"))
	}
	connection, buffer, err := hijacker.Hijack()
	if err != nil {
		panic(err)
	}
	return connection, buffer
}
