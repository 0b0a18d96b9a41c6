package identitycall

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"time"
)

// DecodeObject fills out, a pointer to a struct, from one JSON object. A field that is missing, null or of another type
// becomes an error, and never a zero value in state. The json tags of the struct allow exceptions:
//
//	Name  string   `json:"name"`            required
//	Email *string  `json:"email"`           required, may be null
//	Count *int64   `json:"count,omitempty"` may be missing or null, as may a struct or a list with omitempty
//
// A validate tag adds further checks. Fields without a json tag, and fields of the object that the struct lacks,
// are ignored: the API may add some. The error names fields and never quotes a value, so that a report of
// `make contract` may contain it.
func DecodeObject(raw json.RawMessage, out any) error {
	if isNull(raw) {
		return errors.New("it is null where an object was expected")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return errors.New("it is not a JSON object")
	}
	if loose, ok := out.(interface {
		decodeLoosely(map[string]json.RawMessage)
	}); ok {
		loose.decodeLoosely(fields)
		return nil
	}
	if problems := decodeFields(fields, reflect.ValueOf(out).Elem()); len(problems) > 0 {
		return problems
	}
	if object, ok := out.(interface{ normalize() }); ok {
		object.normalize()
	}
	return nil
}

// fieldErrors are the fields of an object that are missing or malformed.
type fieldErrors []fieldError

type fieldError struct{ field, problem string }

func (e fieldErrors) Error() string {
	var texts []string
	for _, entry := range e {
		texts = append(texts, fmt.Sprintf("the field %q %s", entry.field, entry.problem))
	}
	return strings.Join(texts, ", ")
}

// names are the names of the fields.
func (e fieldErrors) names() []string {
	var names []string
	for _, entry := range e {
		names = append(names, entry.field)
	}
	return names
}

// decodeFields fills a struct, and returns what is wrong with the fields.
func decodeFields(fields map[string]json.RawMessage, object reflect.Value) fieldErrors {
	var problems fieldErrors
	for i := range object.NumField() {
		field := object.Type().Field(i)
		if field.Anonymous {
			problems = append(problems, decodeFields(fields, object.Field(i))...)
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		raw, found := fields[name]
		optional := options == "omitempty"
		problem := ""
		switch {
		case !found && optional, found && isNull(raw) && (optional || field.Type.Kind() == reflect.Pointer):
		case !found:
			problem = "is missing"
		case isNull(raw):
			problem = "is null"
		default:
			problem = decodeField(raw, object.Field(i), field.Tag.Get("validate"))
		}
		if problem != "" {
			problems = append(problems, fieldError{name, problem})
		}
	}
	return problems
}

// decodeField fills one field, and returns what is wrong with its value.
func decodeField(raw json.RawMessage, field reflect.Value, validate string) string {
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	switch field.Kind() {
	case reflect.Struct:
		if err := DecodeObject(raw, field.Addr().Interface()); err != nil {
			return "is bad: " + err.Error()
		}
	case reflect.Slice:
		var raws []json.RawMessage
		if json.Unmarshal(raw, &raws) != nil {
			return "is not a list"
		}
		field.Set(reflect.MakeSlice(field.Type(), len(raws), len(raws)))
		for i, entry := range raws {
			if err := DecodeObject(entry, field.Index(i).Addr().Interface()); err != nil {
				return "has a bad entry: " + err.Error()
			}
		}
	default:
		if unmarshal(raw, field.Addr().Interface()) != nil {
			return "is not " + kindNames[field.Kind()]
		}
	}
	switch validate {
	case "positive":
		if field.Int() <= 0 {
			return "is not a positive integer"
		}
	case "nonempty":
		if field.String() == "" {
			return "is empty"
		}
	case "time":
		if _, err := time.Parse(time.RFC3339, field.String()); err != nil {
			return "is not a time in ISO 8601"
		}
	}
	return ""
}

var kindNames = map[reflect.Kind]string{
	reflect.String: "a string", reflect.Bool: "a boolean", reflect.Int64: "an integer", reflect.Float64: "a number",
}

// unmarshal decodes a JSON value. JSON does not distinguish 30 and 30.0.
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

// openEnvelope returns a response's `data` and `meta`: the payload of every response is in such an object.
func openEnvelope(body []byte) (data, meta json.RawMessage, err error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil, errors.New("the response has no body")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return nil, nil, errors.New(`the response is not a JSON object with "data"`)
	}
	data, ok := fields["data"]
	switch {
	case !ok:
		err = errors.New(`the response has no "data"`)
	case isNull(data):
		err = errors.New(`the response's "data" is null`)
	}
	return data, fields["meta"], err
}

// isTruncated reports whether a body ends in the middle of its JSON. Some gateways cut a response but end it properly
// at the level of HTTP.
func isTruncated(body []byte) bool {
	if len(bytes.TrimSpace(body)) == 0 {
		return false
	}
	var raw json.RawMessage
	return errors.Is(json.NewDecoder(bytes.NewReader(body)).Decode(&raw), io.ErrUnexpectedEOF)
}
