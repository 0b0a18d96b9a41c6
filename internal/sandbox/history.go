package sandbox

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
)

// EmptyMoment is a change that detached the last operator of a number.
type EmptyMoment struct {
	NumberID int64
	// Detached lists the operators before the change.
	Detached []int64
}

// EmptyMoments returns each change that detached the last operator of a number, ordered by number, since the start or
// the last ForgetRouting.
func (s *Sandbox) EmptyMoments() []EmptyMoment {
	s.mu.Lock()
	defer s.mu.Unlock()
	var moments []EmptyMoment
	for _, id := range sortedIDs(s.routing) {
		history := s.routing[id]
		for i := 1; i < len(history); i++ {
			if len(history[i]) == 0 && len(history[i-1]) > 0 {
				moments = append(moments, EmptyMoment{NumberID: id, Detached: slices.Clone(history[i-1])})
			}
		}
	}
	return moments
}

// ForgetRouting restarts the routing history of every number with its current operators.
func (s *Sandbox) ForgetRouting() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.routing = map[int64][][]int64{}
	for id := range s.numbers {
		s.recordRouting(id)
	}
}

// unchanged returns the fields of a PATCH whose value the object already has, compared with the response to a GET.
func (s *Sandbox) unchanged(key Key, r *http.Request, body []byte) []string {
	if r.Method != http.MethodPatch {
		return nil
	}
	path, id := withoutID(pathBelowPrefix(r))
	get, ok := handlers[http.MethodGet+" "+path]
	if !ok {
		return nil
	}
	current, f := get.serve(s, apiRequest{key: key, id: id})
	if f != nil {
		return nil
	}
	var before struct{ Data map[string]any }
	var sent map[string]any
	if json.Unmarshal(jsonResponse(http.StatusOK, current.body).body, &before) != nil ||
		json.Unmarshal(body, &sent) != nil {
		return nil
	}
	var names []string
	for name, value := range sent {
		if old, ok := before.Data[name]; ok && reflect.DeepEqual(old, value) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
