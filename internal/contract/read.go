package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	documentedBaseURL = "https://api.identitycall.ai/api/v1/public"
	// absentID is the ID of nothing: the largest 32-bit integer.
	absentID = "2147483647"
	// sampled is how many objects of each kind are read in full.
	sampled = 5
)

// unknownKey has the format of a key that no account has.
var unknownKey = "idc_" + strings.Repeat("0", 32)

func (r *run) checkBasics() {
	if r.config.BaseURL == documentedBaseURL {
		r.check("basics.base_url")
	} else {
		r.skip("the base URL is another one", "basics.base_url")
	}
	for _, test := range []struct{ fact, key string }{{"authentication.unknown_key", unknownKey},
		{"authentication.no_key", ""}} {
		name := test.fact
		got := r.send(r.ctx, http.MethodGet, "/operators", "", nil, test.key)
		if got.err != nil {
			r.skip(got.fault(), name)
			continue
		}
		r.check(name, when(got.status != http.StatusUnauthorized, "the status is %d", got.status)...)
		if got.status == http.StatusUnauthorized {
			r.checkErrorBody("errors.401_body", "errors.401_message", got,
				"Invalid or expired API key", "Invalid API key", "Unauthorized")
		}
	}
}

// checkErrorBody compares an error's body with the two documented forms, and its message with the documented ones.
func (r *run) checkErrorBody(bodyFact, messageFact string, got response, documented ...string) {
	messages, problem := errorMessages(got)
	if problem != "" {
		r.check(bodyFact, problem)
		return
	}
	r.check(bodyFact)
	if messageFact == "" || len(messages) == 0 {
		return
	}
	r.check(messageFact, when(!slices.Contains(documented, messages[0]), "the message is another one")...)
}

// errorMessages reads {"error": "message"} or {"errors": ["message", …]}.
func errorMessages(got response) ([]string, string) {
	fields, ok := got.value.(map[string]any)
	switch {
	case !got.isJSON:
		return nil, "the body is not JSON"
	case !ok:
		return nil, "the body is not an object"
	}
	if message, ok := fields["error"].(string); ok && message != "" {
		return []string{message}, ""
	}
	var messages []string
	entries, _ := fields["errors"].([]any)
	for _, entry := range entries {
		if message, ok := entry.(string); ok {
			messages = append(messages, message)
		}
	}
	if len(messages) == 0 || len(messages) != len(entries) {
		return nil, "the body has neither error with a message nor errors with a list of messages"
	}
	return messages, ""
}

// checkAbsent reads an object that does not exist.
func (r *run) checkAbsent(fact, collection string) {
	r.checkMissing(fact, r.get(collection+"/"+absentID, ""))
}

// checkMissing compares the response about an object that does not exist with the documented 404.
func (r *run) checkMissing(fact string, got response) {
	if got.err != nil || r.refused(got) {
		r.skip(r.reason(got), fact)
		return
	}
	r.check(fact, when(got.status != http.StatusNotFound, "the status is %d", got.status)...)
	switch {
	case got.status != http.StatusNotFound:
	case len(strings.TrimSpace(string(got.body))) == 0:
		r.check("errors.404_body")
	default:
		r.checkErrorBody("errors.404_body", "errors.404_message", got, "Resource not found")
	}
}

// refused reports whether the key lacks a permission, and checks the message of that response.
func (r *run) refused(got response) bool {
	if got.err != nil || got.status != http.StatusForbidden {
		return false
	}
	messages, problem := errorMessages(got)
	if problem != "" {
		r.check("errors.403_message", problem)
		return true
	}
	r.check("errors.403_message", when(!slices.Contains([]string{
		"Read permission required", "Write permission required", "Delete permission required",
		"Project-scoped API keys cannot create or destroy projects",
	}, messages[0]), "the message is another one")...)
	return true
}

// reason returns why a response cannot be used.
func (r *run) reason(got response) string {
	switch {
	case got.err != nil:
		return got.fault()
	case got.status == http.StatusForbidden:
		return "the key lacks a permission (403)"
	}
	return fmt.Sprintf("a request got %d", got.status)
}

// readObject returns the data of a successful response. Otherwise it records the facts as different, or as not
// checked if the service could not be asked.
func (r *run) readObject(got response, status int, facts ...string) (map[string]any, bool) {
	if !r.succeeded(got, status, facts...) {
		return nil, false
	}
	read, ok := got.object()
	if got.isJSON {
		r.check("basics.data", when(!ok, "an object is not under data")...)
	}
	if !ok {
		r.skip("the response has no object under data", facts...)
	}
	return read, ok
}

// succeeded reports whether a response has a status.
func (r *run) succeeded(got response, status int, facts ...string) bool {
	switch {
	case got.err != nil, r.refused(got), got.status == http.StatusTooManyRequests,
		got.status >= http.StatusInternalServerError:
		r.skip(r.reason(got), facts...)
		return false
	case got.status != status:
		r.check(facts[0], fmt.Sprintf("the status is %d, not %d", got.status, status))
		r.skip(fmt.Sprintf("a request got %d", got.status), facts[1:]...)
		return false
	}
	return true
}

// readList returns the entries of a list.
func (r *run) readList(got response, facts ...string) ([]any, bool) {
	if !r.succeeded(got, http.StatusOK, facts...) {
		return nil, false
	}
	entries, ok := got.list()
	if got.isJSON {
		r.check("basics.data", when(!ok, "a list is not under data")...)
	}
	if !ok {
		r.skip("the response has no list under data", facts...)
	}
	return entries, ok
}

func idOf(value any) int64 {
	fields, _ := value.(map[string]any)
	n, _ := whole(fields["id"])
	return n
}

func pathOf(collection string, id int64) string { return collection + "/" + strconv.FormatInt(id, 10) }

// ids returns the IDs of a list's first entries.
func ids(entries []any) []int64 {
	var found []int64
	for _, entry := range entries {
		if id := idOf(entry); id > 0 && len(found) < sampled {
			found = append(found, id)
		}
	}
	return found
}

// entry returns a list's entry with an ID.
func entry(entries []any, id int64) map[string]any {
	for _, candidate := range entries {
		if idOf(candidate) == id {
			return candidate.(map[string]any)
		}
	}
	return nil
}

// disagreements compares the fields that two forms of one object share.
func disagreements(a, b map[string]any, names []string) []string {
	var problems []string
	for _, name := range names {
		first, inFirst := a[name]
		second, inSecond := b[name]
		if inFirst && inSecond && !equal(first, second) {
			problems = append(problems, fmt.Sprintf("%q differs", name))
		}
	}
	return problems
}

// checkOrder compares a list's order with that of the names, by bytes or as a database's collation orders letters and
// digits.
func (r *run) checkOrder(fact string, entries []any) {
	if len(entries) < 2 {
		r.skip("the account has fewer than two", fact)
		return
	}
	var exact, folded []string
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		name, _ := fields["name"].(string)
		exact = append(exact, name)
		folded = append(folded, notCollated.ReplaceAllString(strings.ToLower(name), ""))
	}
	switch {
	case slices.IsSorted(exact):
		r.check(fact)
		r.observe(fact, "ordered by code point")
	case slices.IsSorted(folded):
		r.check(fact)
		r.observe(fact, "ordered without regard to case and punctuation")
	default:
		r.check(fact, "the list has another order")
	}
}

var notCollated = regexp.MustCompile(`[^\pL\pN]`)

// knownOtherFields are names that a report may show if an object has them beyond the reference. Another name could be
// data.
var knownOtherFields = []string{
	"account_id", "api_key_id", "country", "created_at", "direction", "is_active", "label", "metadata", "number_type",
	"organization_id",
	"position", "project", "project_id", "project_ids", "projects", "released_at", "role", "settings", "status",
	"tags", "time_zone",
	"timezone", "type", "updated_at", "user_id", "voice_agent_id", "webhook_url",
}

// noteOthers collects the fields of an object that the reference does not list.
func (r *run) noteOthers(value any, forms ...form) {
	fields, _ := value.(map[string]any)
	for name := range fields {
		switch {
		case slices.ContainsFunc(forms, func(f form) bool { return slices.Contains(f.names(), name) }):
		case slices.Contains(knownOtherFields, name):
			r.others[name] = true
		default:
			r.unnamed = true
		}
	}
	r.check("basics.other_fields")
}

func (r *run) checkRateLimit() {
	for _, limited := range r.limited {
		value := limited.header.Get("Retry-After")
		_, secondsErr := strconv.Atoi(value)
		_, dateErr := http.ParseTime(value)
		r.check("rate_limit.retry_after",
			when(value == "", "a 429 has no Retry-After")...)
		if value != "" {
			r.check("rate_limit.retry_after",
				when(secondsErr != nil && dateErr != nil, "Retry-After is neither seconds nor a date")...)
		}
	}
	seen := "responses have no header of a rate limit"
	if names := sortedKeys(r.headers); len(names) > 0 {
		seen = "headers seen: " + strings.Join(names, ", ")
	}
	if len(r.limited) == 0 {
		r.skip("no request met the limit", "rate_limit.retry_after")
		r.skip(seen, "rate_limit.retry_after")
	}
	r.observe("rate_limit.retry_after", seen)

	others := "none was seen"
	if names := sortedKeys(r.others); len(names) > 0 || r.unnamed {
		others = "seen: " + strings.Join(append(names, when(r.unnamed, "fields with other names")...), ", ")
	}
	r.observe("basics.other_fields", others)
}

func sortedKeys(set map[string]bool) []string {
	keys := []string{}
	for key := range set {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func parseTime(value any) (time.Time, bool) {
	written, _ := value.(string)
	parsed, err := time.Parse(time.RFC3339, written)
	return parsed, err == nil
}
