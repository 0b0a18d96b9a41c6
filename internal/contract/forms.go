package contract

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"
)

// kind is a type of the reference, with a check of a value that is not null.
type kind struct {
	words string
	fits  func(any) bool
}

// field is one field of an object. It must be present; it may be null only if it is nullable.
type field struct {
	name string
	kind
	nullable bool
}

// form lists the fields that an object must have. It may have others.
type form []field

func pattern(words, expression string) kind {
	compiled := regexp.MustCompile(expression)
	return kind{words, func(value any) bool {
		text, ok := value.(string)
		return ok && compiled.MatchString(text)
	}}
}

var (
	text        = kind{"a string", func(value any) bool { _, ok := value.(string); return ok }}
	boolean     = kind{"a boolean", func(value any) bool { _, ok := value.(bool); return ok }}
	number      = kind{"a number", func(value any) bool { _, ok := value.(json.Number); return ok }}
	list        = kind{"a list", func(value any) bool { _, ok := value.([]any); return ok }}
	object      = kind{"an object", func(value any) bool { _, ok := value.(map[string]any); return ok }}
	integer     = kind{"an integer", func(value any) bool { _, ok := whole(value); return ok }}
	count       = kind{"an integer from 0", func(value any) bool { n, ok := whole(value); return ok && n >= 0 }}
	id          = kind{"a positive integer", func(value any) bool { n, ok := whole(value); return ok && n > 0 }}
	phoneNumber = pattern("a phone number in E.164", `^\+[1-9][0-9]{6,14}$`)
	countryCode = pattern("an ISO 3166-1 alpha-2 code", `^[A-Z]{2}$`)
	strategy    = pattern("one of priority, round_robin and simultaneous", `^(priority|round_robin|simultaneous)$`)
	initials    = pattern("two letters", `^\pL{2}$`)
	timestamp   = kind{"a time in ISO 8601", func(value any) bool {
		written, _ := value.(string)
		_, err := time.Parse(time.RFC3339, written)
		return err == nil
	}}
)

// whole reads an integer. 30.0 counts as one, since JSON has a single kind of number.
func whole(value any) (int64, bool) {
	literal, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	if n, err := literal.Int64(); err == nil {
		return n, true
	}
	n, err := literal.Float64()
	if err != nil || n != math.Trunc(n) || math.Abs(n) > 1<<53 {
		return 0, false
	}
	return int64(n), true
}

var (
	shortNumber = form{
		{"id", id, false}, {"phone_number", phoneNumber, false}, {"name", text, true}, {"country_code", countryCode, false},
		{"active", boolean, false}, {"ai_receptionist_enabled", boolean, false}, {"operators", list, false},
		{"operators_count", count, false},
	}
	shortNumberOperator = form{{"id", id, false}, {"name", text, false}, {"initials", text, false}}

	detailedNumber = form{
		{"id", id, false}, {"phone_number", phoneNumber, false}, {"name", text, true}, {"country_code", countryCode, false},
		{"active", boolean, false}, {"recording", boolean, false}, {"routing_strategy", strategy, false},
		{"ai_receptionist_enabled", boolean, false},
	}
	// detailedNumberParts are the nested parts of the detail form. Each is a fact of its own.
	detailedNumberParts = form{
		{"stats", object, false}, {"operators", list, false}, {"available_operators", list, false}, {"recent_calls", list,
			false},
	}
	numberStats = form{
		{"total_calls", count, false}, {"answered_calls", count, false}, {"missed_calls", count, false},
		{"average_duration_seconds", number, false},
	}
	availableOperator = form{{"id", id, false}, {"name", text, false}, {"phone_number", phoneNumber, false},
		{"initials", text, false}}
	attachedOperator = slices.Concat(availableOperator, form{{"priority", count, false}})
	recentCall       = form{
		{"id", id, false}, {"phone_number", text, true}, {"caller_name", text, true}, {"call_status", text, false},
		{"call_duration", number, true}, {"direction", text, false}, {"ai_handled", boolean, false},
		{"transcript_summary", text, true}, {"created_at", timestamp, false},
	}

	operatorFields = form{
		{"id", id, false}, {"name", text, false}, {"phone_number", phoneNumber, false}, {"email", text, true},
		{"active", boolean, false}, {"initials", text, false},
	}
	listedOperator   = slices.Concat(operatorFields, form{{"virtual_numbers_count", count, false}})
	detailedOperator = slices.Concat(operatorFields, form{{"virtual_numbers", list, false}})
	operatorNumber   = form{{"id", id, false}, {"phone_number", phoneNumber, false}, {"name", text, true}, {"active",
		boolean, false}}

	shortProject = form{
		{"id", id, false}, {"name", text, false}, {"language", text, true}, {"industry", text, true},
		{"created_at", timestamp, false}, {"updated_at", timestamp, false},
	}
	fullProject = slices.Concat(shortProject, form{
		{"description", text, true}, {"goal_language", text, true}, {"summary_language", text, true},
		{"long_pause_threshold_seconds", integer, true}, {"transcription_hints", text, true}, {"retention_days", integer,
			true},
		{"quality_baseline_enabled", boolean, false}, {"quality_baseline_pct", number, true}, {"recordings_count", count,
			false},
		{"virtual_numbers_count", count, false},
	})
)

// problems compares an object with a form.
func (f form) problems(value any) []string {
	fields, ok := value.(map[string]any)
	if !ok {
		return []string{"it is not an object"}
	}
	var problems []string
	for _, field := range f {
		value, ok := fields[field.name]
		switch {
		case !ok:
			problems = append(problems, fmt.Sprintf("%q is missing", field.name))
		case value == nil && !field.nullable:
			problems = append(problems, fmt.Sprintf("%q is null", field.name))
		case value != nil && !field.fits(value):
			problems = append(problems, fmt.Sprintf("%q is %s, not %s", field.name, describe(value), field.words))
		}
	}
	return problems
}

// allProblems compares each entry of a list with a form.
func (f form) allProblems(value any) []string {
	entries, ok := value.([]any)
	if !ok {
		return []string{"it is not a list"}
	}
	var problems []string
	for _, entry := range entries {
		problems = append(problems, f.problems(entry)...)
	}
	return problems
}

func (f form) names() []string {
	var names []string
	for _, field := range f {
		names = append(names, field.name)
	}
	return names
}

// describe names a value's JSON type, never the value.
func describe(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		if value == "" {
			return "an empty string"
		}
		return "another string"
	case bool:
		return "a boolean"
	case json.Number:
		return "another number"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "something else"
}

// prefixed adds the part of a response that problems are about.
func prefixed(part string, problems []string) []string {
	for i := range problems {
		problems[i] = part + ": " + problems[i]
	}
	return problems
}
