package sandbox

import (
	"io"
	"net/http"
	"strconv"
)

// ControlPrefix is the base path of Control.
const ControlPrefix = "/sandbox"

// Control returns a handler for what only the dashboard can do. It needs no key, and its requests are not in the
// request log.
func (s *Sandbox) Control() http.Handler {
	mux := http.NewServeMux()
	for pattern, change := range map[string]func(id int64, body []byte) *failure{
		"DELETE " + ControlPrefix + "/virtual_numbers/{id}": s.releaseNumber,
		"PATCH " + ControlPrefix + "/virtual_numbers/{id}":  s.editNumber,
		"PATCH " + ControlPrefix + "/operators/{id}":        s.editOperator,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64) // no object has the ID 0
			body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
			if err != nil {
				return // the client closed the connection
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			if f := change(id, body); f != nil {
				write(w, f.response())
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
	}
	return mux
}

func (s *Sandbox) releaseNumber(id int64, _ []byte) *failure {
	if s.numbers[id] == nil {
		return notFound()
	}
	delete(s.numbers, id)
	return nil
}

func (s *Sandbox) editNumber(id int64, body []byte) *failure {
	f := edit(s.numbers, id, body, s.readNumberObject)
	if f == nil {
		s.recordRouting(id)
	}
	return f
}

func (s *Sandbox) editOperator(id int64, body []byte) *failure {
	return edit(s.operators, id, body, s.readOperatorObject)
}

// edit changes an object to what a body says, unless something in the body is wrong.
func edit[T any](objects map[int64]*T, id int64, body []byte, read func(*fields, *T)) *failure {
	object, ok := objects[id]
	if !ok {
		return notFound()
	}
	sent, f := readFields(body)
	if f != nil {
		return f
	}
	changed := *object
	read(sent, &changed)
	if f := sent.failure(); f != nil {
		return f
	}
	*object = changed
	return nil
}
