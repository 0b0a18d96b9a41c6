package identitycall

import (
	"encoding/json"
	"testing"
)

func TestNullable_marshal(t *testing.T) {
	t.Parallel()
	type body struct {
		Text   Nullable[string]  `json:"text,omitzero"`
		Flag   Nullable[bool]    `json:"flag,omitzero"`
		Count  Nullable[int64]   `json:"count,omitzero"`
		Amount Nullable[float64] `json:"amount,omitzero"`
	}
	for name, test := range map[string]struct {
		body body
		want string
	}{
		"all omitted": {body{}, `{}`},
		"all null": {
			body{Null[string](), Null[bool](), Null[int64](), Null[float64]()},
			`{"text":null,"flag":null,"count":null,"amount":null}`,
		},
		"zero values are sent": {
			body{Value(""), Value(false), Value[int64](0), Value(0.0)},
			`{"text":"","flag":false,"count":0,"amount":0}`,
		},
		"values": {
			body{Value("a \"b\""), Value(true), Value[int64](-5), Value(0.25)},
			`{"text":"a \"b\"","flag":true,"count":-5,"amount":0.25}`,
		},
		"one of each": {body{Text: Null[string](), Flag: Value(true)}, `{"text":null,"flag":true}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(test.body)
			if err != nil || string(got) != test.want {
				t.Errorf("written as %s (%v), want %s", got, err, test.want)
			}
		})
	}
}

func TestNullable_get(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		field    Nullable[string]
		value    string
		hasValue bool
		omitted  bool
	}{
		"omitted":     {Nullable[string]{}, "", false, true},
		"null":        {Null[string](), "", false, false},
		"a value":     {Value("a"), "a", true, false},
		"empty value": {Value(""), "", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value, hasValue := test.field.Get()
			if value != test.value || hasValue != test.hasValue || test.field.IsZero() != test.omitted {
				t.Errorf("Get is %q, %t, IsZero is %t", value, hasValue, test.field.IsZero())
			}
		})
	}
}
