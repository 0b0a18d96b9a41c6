package sandbox

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// Fault changes how matching requests are served.
type Fault struct {
	// Method and Path select requests; if empty, they match all. Path is relative to Prefix and a path.Match pattern.
	Method, Path string
	// Body selects requests whose body contains it; if empty, it matches all.
	Body string
	// Skip is the number of matching requests to serve normally first.
	Skip int
	// Times is the number of requests that fail: 0 stands for one, a negative number for all.
	Times int
	// AfterWork processes the request before Reply is sent; otherwise the request has no effect.
	AfterWork bool
	// Delay is spent before the request is processed, DelayAfterWork between that and the response.
	Delay, DelayAfterWork time.Duration
	// Detached continues after the client has closed the connection during a delay: the request takes effect later.
	Detached bool
	// Reply replaces the API's response; nil keeps it.
	Reply Reply
	// Before is called before the request is processed: it may change the account between two requests.
	Before func()
}

// Reply writes a response instead of the API's own (original), which has the status 0 if the request was not processed.
type Reply func(w http.ResponseWriter, original response)

// Inject adds faults. If several match a request, the first applies.
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

// Storm applies a random one of the faults to a share (0 to 1) of the requests, until ClearFaults. The same seed and
// the same order of requests give the same faults.
func (s *Sandbox) Storm(seed uint64, share float64, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	chance := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // must be reproducible
	s.storm = func() *Fault {
		if chance.Float64() >= share {
			return nil
		}
		return &faults[chance.IntN(len(faults))]
	}
}

// ClearFaults removes all faults, those of Storm included.
func (s *Sandbox) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.storm = nil, nil
}

// nextFault returns the fault to apply to a request, or nil.
func (s *Sandbox) nextFault(method, requestPath, body string) *Fault {
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

// Status sends a status, a JSON body, and headers as pairs of name and value.
func Status(status int, body string, header ...string) Reply {
	return func(w http.ResponseWriter, _ response) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// Edited sends the API's own response with a text, which it must contain, replaced by another. It needs AfterWork.
func Edited(old, replacement string) Reply {
	return func(w http.ResponseWriter, original response) {
		if !bytes.Contains(original.body, []byte(old)) {
			panic(errors.New("the response does not contain " + old))
		}
		original.body = bytes.Replace(original.body, []byte(old), []byte(replacement), 1)
		write(w, original)
	}
}

// HTML sends a status and the error page of a gateway or proxy.
func HTML(status int) Reply {
	return func(w http.ResponseWriter, _ response) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		text := strconv.Itoa(status) + " " + http.StatusText(status)
		_, _ = w.Write([]byte("<html>\n<head><title>" + text + "</title></head>\n<body><center><h1>" + text +
			"</h1></center><hr><center>gateway/1.0</center></body>\n</html>\n"))
	}
}

// Reset resets the connection without a response.
func Reset() Reply {
	return func(w http.ResponseWriter, _ response) {
		connection, _ := hijack(w)
		if tcp, ok := connection.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // sends RST instead of FIN
		}
		_ = connection.Close()
	}
}

// Truncated closes the connection after half of the announced body.
func Truncated() Reply {
	return func(w http.ResponseWriter, original response) {
		body := original.bodyOrSample()
		connection, buffer := hijack(w)
		_, _ = buffer.WriteString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
			strconv.Itoa(len(body)) + "\r\n\r\n")
		_, _ = buffer.Write(body[:len(body)/2])
		_ = buffer.Flush()
		_ = connection.Close()
	}
}

// Shortened sends half of the JSON in a complete HTTP response.
func Shortened() Reply {
	return func(w http.ResponseWriter, original response) {
		body := original.bodyOrSample()
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body[:len(body)/2])
	}
}

// Malformed sends a 200 whose body is not valid JSON.
func Malformed() Reply {
	return func(w http.ResponseWriter, _ response) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"data": {"id": 7, "phone_number" "}`))
	}
}

// Redirect sends a 302 to location.
func Redirect(location string) Reply {
	return func(w http.ResponseWriter, _ response) {
		w.Header().Set("Location", location)
		w.WriteHeader(http.StatusFound)
	}
}

// Endless sends a body until the client closes the connection.
func Endless() Reply {
	return func(w http.ResponseWriter, _ response) {
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

// Slow sends the original response byte by byte, with a pause before each.
func Slow(pause time.Duration) Reply {
	return func(w http.ResponseWriter, original response) {
		w.Header().Set("Content-Type", "application/json")
		for _, b := range original.bodyOrSample() {
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

// bodyOrSample returns the body, or a sample if the request was not processed.
func (r response) bodyOrSample() []byte {
	if len(r.body) > 0 {
		return r.body
	}
	return []byte(`{"data": {"id": 7, "phone_number": "+15551234567"}}`)
}

func hijack(w http.ResponseWriter) (net.Conn, *bufio.ReadWriter) {
	connection, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(fmt.Errorf("the sandbox must be served over HTTP/1.1 to break connections: %w", err))
	}
	return connection, buffer
}
