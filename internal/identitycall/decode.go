package identitycall

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// object reads one JSON object of an answer field by field and remembers what was wrong, so that a
// missing or mistyped field becomes an error and never a zero value in somebody's state. Fields that
// nobody asks for are ignored: the API may add some.
type object struct {
	fields   map[string]json.RawMessage
	problems []string
}

// decoder is a type that fills itself from an object.
type decoder interface{ decode(o *object) }

func (o *object) problem(name, format string, args ...any) {
	o.problems = append(o.problems, fmt.Sprintf("%q ", name)+fmt.Sprintf(format, args...))
}

// required returns a field that must be there and must not be null.
func required[T any](o *object, name string) T {
	value := nullable[T](o, name)
	if value == nil {
		if raw, ok := o.fields[name]; ok && isNull(raw) {
			o.problem(name, "is null")
		}
		var zero T
		return zero
	}
	return *value
}

// nullable returns a field that must be there and may be null.
func nullable[T any](o *object, name string) *T {
	raw, ok := o.fields[name]
	if !ok {
		o.problem(name, "is missing")
		return nil
	}
	return parse[T](o, name, raw)
}

// optional returns a field that may be missing or null; nil stands for both.
func optional[T any](o *object, name string) *T {
	raw, ok := o.fields[name]
	if !ok {
		return nil
	}
	return parse[T](o, name, raw)
}

// requiredID returns an object's id, which is a positive integer.
func requiredID(o *object) int64 {
	before := len(o.problems)
	id := required[int64](o, "id")
	if id <= 0 && len(o.problems) == before {
		o.problem("id", "is not a positive integer")
	}
	return id
}

// requiredText returns a string that must not be empty.
func requiredText(o *object, name string) string {
	before := len(o.problems)
	text := required[string](o, name)
	if text == "" && len(o.problems) == before {
		o.problem(name, "is empty")
	}
	return text
}

// requiredTime returns a time as the API writes it, in ISO 8601.
func requiredTime(o *object, name string) string {
	before := len(o.problems)
	text := required[string](o, name)
	if _, err := time.Parse(time.RFC3339, text); err != nil && len(o.problems) == before {
		o.problem(name, "is not a time in ISO 8601")
	}
	return text
}

// optionalList returns a list of objects. It is nil when the answer has no such field, and empty, not
// nil, when the list is: the two mean different things to a caller that removes what is not listed.
func optionalList[T any, P interface {
	*T
	decoder
}](o *object, name string) []T {
	raws := optional[[]json.RawMessage](o, name)
	if raws == nil {
		return nil
	}
	items := make([]T, len(*raws))
	for i, raw := range *raws {
		if err := decodeObject(raw, P(&items[i])); err != nil {
			o.problem(name, "has a bad entry: %s", err)
			return nil
		}
	}
	return items
}

func parse[T any](o *object, name string, raw json.RawMessage) *T {
	if isNull(raw) {
		return nil
	}
	var value T
	if err := unmarshal(raw, &value); err != nil {
		o.problem(name, "is not %s", kindOf(value))
		return nil
	}
	return &value
}

// unmarshal reads a JSON value. JSON does not tell 30 from 30.0, so neither do we.
func unmarshal(raw json.RawMessage, value any) error {
	err := json.Unmarshal(raw, value)
	whole, ok := value.(*int64)
	if err == nil || !ok {
		return err
	}
	var number float64
	if json.Unmarshal(raw, &number) != nil || number != math.Trunc(number) || math.Abs(number) > 1<<53 {
		return err
	}
	*whole = int64(number)
	return nil
}

func isNull(raw json.RawMessage) bool { return bytes.Equal(bytes.TrimSpace(raw), []byte("null")) }

func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case int64:
		return "an integer"
	case float64:
		return "a number"
	case []json.RawMessage:
		return "a list"
	default:
		return "what the reference says"
	}
}

// decodeObject fills out from one JSON object.
func decodeObject(raw json.RawMessage, out decoder) error {
	o := object{}
	if isNull(raw) {
		return fmt.Errorf("it is null where an object was expected")
	}
	if err := json.Unmarshal(raw, &o.fields); err != nil {
		return fmt.Errorf("it is not a JSON object")
	}
	out.decode(&o)
	if len(o.problems) > 0 {
		return fmt.Errorf("the field %s", strings.Join(o.problems, ", the field "))
	}
	return nil
}

// envelope is what every answer with a body is wrapped in.
type envelope struct {
	data json.RawMessage
	meta json.RawMessage
}

// openEnvelope takes an answer's payload out of its `data`.
func openEnvelope(body []byte) (envelope, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return envelope{}, fmt.Errorf("the answer has no body")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		if !json.Valid(body) {
			return envelope{}, fmt.Errorf("the answer is not JSON; it begins with %q", firstWords(body))
		}
		return envelope{}, fmt.Errorf("the answer is not a JSON object with \"data\"")
	}
	data, ok := fields["data"]
	if !ok {
		return envelope{}, fmt.Errorf("the answer has no \"data\"")
	}
	if isNull(data) {
		return envelope{}, fmt.Errorf("the answer's \"data\" is null")
	}
	return envelope{data: data, meta: fields["meta"]}, nil
}

// endsEarly reports whether a body is the beginning of a JSON text whose rest did not arrive. Some
// gateways cut an answer and still close it properly, so that only its text shows it.
func endsEarly(body []byte) bool {
	if len(bytes.TrimSpace(body)) == 0 {
		return false
	}
	var raw json.RawMessage
	return errors.Is(json.NewDecoder(bytes.NewReader(body)).Decode(&raw), io.ErrUnexpectedEOF)
}

// optionalObject returns an object that may be missing or null; nil stands for both.
func optionalObject[T any, P interface {
	*T
	decoder
}](o *object, name string) *T {
	raw := optional[json.RawMessage](o, name)
	if raw == nil {
		return nil
	}
	var value T
	if err := decodeObject(*raw, P(&value)); err != nil {
		o.problem(name, "is bad: %s", err)
		return nil
	}
	return &value
}
