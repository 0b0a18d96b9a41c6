package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// result is a 2xx response.
type result struct {
	status int
	body   any
}

func data(status int, value any) (result, *failure) {
	return result{status, map[string]any{"data": value}}, nil
}

func pathBelowPrefix(r *http.Request) string { return strings.TrimPrefix(r.URL.EscapedPath(), Prefix) }

func (s *Sandbox) authenticate(r *http.Request) (Key, *failure) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	key, known := s.keys[secret]
	if !ok || !known {
		return Key{}, fail(http.StatusUnauthorized, "Invalid or expired API key")
	}
	return key, nil
}

// apiRequest is a request whose key and path have been checked.
type apiRequest struct {
	key   Key
	query url.Values
	body  []byte
	id    int64
}

type handler struct {
	permission string // read, write or delete
	query      []string
	hasBody    bool
	serve      func(*Sandbox, apiRequest) (result, *failure)
}

// handlers is keyed by method and path, with ":id" for the ID.
var handlers = map[string]handler{
	"GET /virtual_numbers":                        {"read", pageParameters, false, (*Sandbox).listNumbers},
	"GET /virtual_numbers/available":              {"read", inventoryParameters, false, (*Sandbox).listInventory},
	"POST /virtual_numbers/purchase":              {"write", nil, true, (*Sandbox).purchase},
	"GET /virtual_numbers/:id":                    {"read", nil, false, (*Sandbox).getNumber},
	"PATCH /virtual_numbers/:id":                  {"write", nil, true, (*Sandbox).patchNumber},
	"POST /virtual_numbers/:id/add_operator":      {"write", nil, true, (*Sandbox).attachOperator},
	"DELETE /virtual_numbers/:id/remove_operator": {"write", []string{"operator_id"}, false, (*Sandbox).detachOperator},
	"GET /operators":                              {"read", pageParameters, false, (*Sandbox).listOperators},
	"POST /operators":                             {"write", nil, true, (*Sandbox).createOperator},
	"GET /operators/:id":                          {"read", nil, false, (*Sandbox).getOperator},
	"PATCH /operators/:id":                        {"write", nil, true, (*Sandbox).patchOperator},
	"DELETE /operators/:id":                       {"write", nil, false, (*Sandbox).deleteOperator},
	"GET /projects":                               {"read", pageParameters, false, (*Sandbox).listProjects},
	"POST /projects":                              {"write", nil, true, (*Sandbox).createProject},
	"GET /projects/:id":                           {"read", nil, false, (*Sandbox).getProject},
	"PATCH /projects/:id":                         {"write", nil, true, (*Sandbox).patchProject},
	"DELETE /projects/:id":                        {"delete", nil, false, (*Sandbox).deleteProject},
}

var (
	pageParameters      = []string{"page", "per_page"}
	inventoryParameters = []string{"country", "number_type"}
)

func (s *Sandbox) route(key Key, r *http.Request, body []byte) (result, *failure) {
	path, id := withoutID(pathBelowPrefix(r))
	h, ok := handlers[r.Method+" "+path]
	if !ok {
		return result{}, notFound()
	}
	allowed := map[string]bool{"read": key.Read, "write": key.Write, "delete": key.Delete}
	if !allowed[h.permission] {
		name := strings.ToUpper(h.permission[:1]) + h.permission[1:]
		return result{}, fail(http.StatusForbidden, name+" permission required")
	}
	query := r.URL.Query()
	for name := range query {
		if !slices.Contains(h.query, name) {
			return result{}, fail(http.StatusBadRequest, "Unknown parameter "+name)
		}
	}
	if h.hasBody {
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
			return result{}, fail(http.StatusBadRequest, "Content-Type must be application/json")
		}
	} else if len(body) > 0 {
		return result{}, fail(http.StatusBadRequest, "This call takes no body")
	}
	return h.serve(s, apiRequest{key: key, query: query, body: body, id: id})
}

// withoutID replaces the second segment of a path by ":id" if it is an integer, and returns the ID.
func withoutID(path string) (string, int64) {
	parts := strings.Split(path, "/")
	if len(parts) < 3 {
		return path, 0
	}
	id, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return path, 0
	}
	parts[2] = ":id"
	return strings.Join(parts, "/"), id
}

// page returns a list: complete, or the requested page with a meta.
func page[T any](s *Sandbox, req apiRequest, items []T) (result, *failure) {
	if s.pageSize == 0 {
		return data(http.StatusOK, items)
	}
	size, number := s.pageSize, 1
	for name, target := range map[string]*int{"per_page": &size, "page": &number} {
		if text := req.query.Get(name); text != "" {
			value, err := strconv.Atoi(text)
			if err != nil || value < 1 {
				return result{}, fail(http.StatusBadRequest, name+" is invalid")
			}
			*target = value
		}
	}
	size = min(size, s.pageSize)
	pages := (len(items) + size - 1) / size
	from := min((number-1)*size, len(items))
	return result{http.StatusOK, map[string]any{
		"data": items[from:min(from+size, len(items))],
		"meta": map[string]any{
			"current_page": number, "total_pages": pages, "total_count": len(items), "per_page": size,
		},
	}}, nil
}

// fields decodes a request body. readField removes each field that it reads; what remains is unknown to the API.
type fields struct {
	raw      map[string]json.RawMessage
	messages []string
}

func readFields(body []byte) (*fields, *failure) {
	f := &fields{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&f.raw); err != nil || f.raw == nil || decoder.More() {
		return nil, fail(http.StatusBadRequest, "Malformed JSON")
	}
	return f, nil
}

// readField passes a field's value to set, or calls clear if it is null. If clear is nil, null is an error.
func readField[T any](f *fields, name string, set func(T), clear func()) {
	raw, ok := f.raw[name]
	if !ok {
		return
	}
	delete(f.raw, name)
	if string(raw) == "null" {
		if clear == nil {
			f.messages = append(f.messages, label(name)+" can't be blank")
			return
		}
		clear()
		return
	}
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		f.messages = append(f.messages, label(name)+" is invalid")
		return
	}
	set(value)
}

// readValue passes a field's value to target. Null is an error.
func readValue[T any](body *fields, name string, target *T) {
	readField(body, name, func(v T) { *target = v }, nil)
}

// readNullable is readValue for a field that may be null.
func readNullable[T any](body *fields, name string, target **T) {
	readField(body, name, func(v T) { *target = &v }, func() { *target = nil })
}

// failure returns a 422 for the invalid and unknown fields, or nil if there are none.
func (f *fields) failure() *failure {
	unknown := []string{}
	for name := range f.raw {
		unknown = append(unknown, "Unknown field "+name)
	}
	sort.Strings(unknown)
	if messages := slices.Concat(f.messages, unknown); len(messages) > 0 {
		return invalid(messages...)
	}
	return nil
}

// label returns a field's name as in the API's messages: "Routing strategy" for routing_strategy.
func label(name string) string {
	words := strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func sortedIDs[T any](objects map[int64]T) []int64 {
	return slices.Sorted(maps.Keys(objects))
}

// newID returns the wanted ID and reserves it, or an unused ID if wanted is 0.
func (s *Sandbox) newID(wanted int64) int64 {
	if wanted != 0 {
		if wanted >= s.nextID {
			s.nextID = wanted + 1
		}
		return wanted
	}
	s.nextID++
	return s.nextID
}

func clone[T any](value *T) *T {
	if value == nil {
		return nil
	}
	copied := *value
	return &copied
}

func inclusion(name string) string { return fmt.Sprintf("%s is not included in the list", label(name)) }
