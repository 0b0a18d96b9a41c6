package identitycall

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Responses and parts of them.
const (
	// number7 is the detail form of the example in the reference.
	number7 = `{"data": {"id": 7, "phone_number": "+15551234567", "name": "US Sales Line", "country_code": "US",
  "active": true, "recording": true, "routing_strategy": "priority", "ai_receptionist_enabled": false,
  "stats": {"total_calls": 142, "answered_calls": 118, "missed_calls": 24, "average_duration_seconds": 184},
  "operators": [{"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "initials": "AC", "priority": 0}],
  "available_operators": [{"id": 22, "name": "Eva Frank", "phone_number": "+15555550122", "initials": "EF"}],
  "recent_calls": [{"id": 9981, "phone_number": "+15558884444", "caller_name": "John Smith", "call_status": "answered",
    "call_duration": 213, "direction": "inbound", "ai_handled": false, "transcript_summary": null,
    "created_at": "2026-04-14T16:22:05Z"}]}}`
	operatorDetail12 = `{"data": {"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "email": null,
  "active": true, "initials": "AC", "virtual_numbers": [
    {"id": 7, "phone_number": "+15551234567", "name": "US Sales Line", "active": true},
    {"id": 8, "phone_number": "+442079460958", "name": null, "active": false}]}}`
	operator12 = `{"data": {"id": 12, "name": "Alice Carter", "phone_number": "+15555550112", "email": null,
  "active": true, "initials": "AC", "virtual_numbers_count": 2}}`
	project3 = `{"data": {"id": 3, "name": "Sales", "language": "en", "industry": "Retail",
  "created_at": "2026-01-10T08:00:00Z", "updated_at": "2026-04-14T16:22:05Z", "description": null,
  "goal_language": "en", "summary_language": "en", "long_pause_threshold_seconds": 4, "transcription_hints": null,
  "retention_days": 90, "quality_baseline_enabled": true, "quality_baseline_pct": 87.5, "recordings_count": 17,
  "virtual_numbers_count": 1}}`
	inventory = `{"data": [{"phone_number": "+15550001111", "country_code": "US", "number_type": "local",
  "upfront_cost": "1.00", "monthly_cost": "2.50", "features": ["voice", {"name": "sms"}],
  "region_information": [{"region_type": "state", "region_name": "New York"}]},
  {"phone_number": "+15550003333", "features": {"voice": true, "fax": false},
  "region_information": {"region_type": "city"}}, {}]}`
	proxyPage = `<!DOCTYPE html><html><head><title>404</title><style>h1 { color: red }</style></head>
<body><!-- proxy 7 --><h1>404 Not Found</h1><script>alert(1)</script><p>nginx &amp; friends</p></body></html>`
)

// short is a number's short form.
func short(id int64) string {
	return fmt.Sprintf(`{"id": %d, "phone_number": "+1555123%04d", "name": "Line %d", "country_code": "US", "active": true,
		"ai_receptionist_enabled": false, "operators": [{"id": 1, "name": "A B", "initials": "AB"}, {"id": 2, "name": "C",
			"initials": "C"}],
		"operators_count": 2}`, id, id, id)
}

func listOf(entries ...string) string { return `{"data": [` + strings.Join(entries, ",") + `]}` }

// pageOf is a page of a list that does not tell how many entries it has.
func pageOf(totalPages int64, entries ...string) string {
	return fmt.Sprintf(`{"data": [%s], "meta": {"current_page": 1, "total_pages": %d, "per_page": 2}}`,
		strings.Join(entries, ","), totalPages)
}

// countedPage is a page of a list that tells how many entries it has.
func countedPage(totalPages, totalCount int64, entries ...string) string {
	return change(pageOf(totalPages, entries...), `"per_page"`, fmt.Sprintf(`"total_count": %d, "per_page"`, totalCount))
}

// operatorEntry is an operator in a list.
func operatorEntry(id int64, phone string) string {
	return fmt.Sprintf(`{"id": %d, "name": "Operator %d", "phone_number": %q, "email": null,
		"active": true, "initials": "O", "virtual_numbers_count": 1}`, id, id, phone)
}

// projectEntry is a project in a list.
func projectEntry(id int64, name string) string {
	return fmt.Sprintf(`{"id": %d, "name": %q, "language": "en", "industry": null, "created_at": "2026-01-10T08:00:00Z",
		"updated_at": "2026-04-14T16:22:05Z"}`, id, name)
}

// change replaces parts of a text, given as pairs of old and new. It panics if an old part does not occur exactly once:
// the test would not change what it is meant to change.
func change(text string, replacements ...string) string {
	for i := 0; i < len(replacements); i += 2 {
		if strings.Count(text, replacements[i]) != 1 {
			panic("not there exactly once: " + replacements[i])
		}
		text = strings.Replace(text, replacements[i], replacements[i+1], 1)
	}
	return text
}

func pointer[T any](value T) *T { return &value }

func httpDate(at time.Time) string { return at.UTC().Format(http.TimeFormat) }

// isNumber7 matches the phone number of short(7).
func isNumber7(number string) bool { return number == "+15551230007" }
