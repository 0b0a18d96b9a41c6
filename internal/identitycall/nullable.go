package identitycall

import "encoding/json"

// Nullable is one field of a PATCH body, in one of three states: omitted (the zero value),
// JSON null, or a value. Struct fields of this type carry `json:",omitzero"`.
type Nullable[T any] struct {
	value T
	set   bool
	null  bool
}

// Value is a field that sends v.
func Value[T any](v T) Nullable[T] { return Nullable[T]{value: v, set: true} }

// Null is a field that sends JSON null, which clears the setting.
func Null[T any]() Nullable[T] { return Nullable[T]{set: true, null: true} }

// IsZero reports whether the field is omitted. encoding/json calls it for `omitzero`.
func (n Nullable[T]) IsZero() bool { return !n.set }

// Get returns the value, and whether there is one: false for a field that is omitted or null.
func (n Nullable[T]) Get() (T, bool) { return n.value, n.set && !n.null }

// MarshalJSON writes null or the value.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.null || !n.set {
		return []byte("null"), nil
	}
	return json.Marshal(n.value)
}
