package schematest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/schematest"
)

// base is the schema that each row of a table changes.
func base() schematest.Schema {
	return schematest.Schema{
		Provider: schematest.Object{Attributes: map[string]schematest.Attribute{
			"api_key": {Type: "string", Optional: true, Sensitive: true},
		}},
		Resources: map[string]schematest.Object{"identitycall_operator": {
			Attributes: map[string]schematest.Attribute{
				"id":       {Type: "string", Computed: true},
				"name":     {Type: "string", Required: true},
				"email":    {Type: "string", Optional: true},
				"count":    {Type: "number", Optional: true, Validators: []string{"value must be between 0 and 100"}},
				"active":   {Type: "bool", Optional: true, Computed: true},
				"strategy": {Type: "string", Optional: true, Validators: []string{`value must be one of: ["a" "b"]`}},
				"timeouts": {Nesting: "single", Optional: true, Attributes: map[string]schematest.Attribute{
					"create": {Type: "string", Optional: true},
				}},
			},
			Identity: map[string]schematest.IdentityAttribute{"id": {Type: "string", Required: true}},
		}},
		DataSources: map[string]schematest.Object{"identitycall_operator": {
			Attributes: map[string]schematest.Attribute{"name": {Type: "string", Computed: true}},
		}},
		ListResources: map[string]schematest.Object{"identitycall_operator": {
			Attributes: map[string]schematest.Attribute{"name_regex": {Type: "string", Optional: true}},
		}},
		Functions: map[string]schematest.Function{"e164": {
			Parameters: []schematest.Parameter{{Type: "string"}, {Type: "string", AllowNull: true}}, Return: "string",
		}},
	}
}

type attributes = map[string]schematest.Attribute

// operator changes the attributes of the resource.
func operator(edit func(attributes)) func(*schematest.Schema) {
	return func(s *schematest.Schema) { edit(s.Resources["identitycall_operator"].Attributes) }
}

// edit changes one attribute of the resource.
func edit(name string, change func(*schematest.Attribute)) func(*schematest.Schema) {
	return operator(func(all attributes) {
		attribute := all[name]
		change(&attribute)
		all[name] = attribute
	})
}

func resource(change func(*schematest.Object)) func(*schematest.Schema) {
	return func(s *schematest.Schema) {
		object := s.Resources["identitycall_operator"]
		change(&object)
		s.Resources["identitycall_operator"] = object
	}
}

func function(change func(*schematest.Function)) func(*schematest.Schema) {
	return func(s *schematest.Schema) {
		f := s.Functions["e164"]
		change(&f)
		s.Functions["e164"] = f
	}
}

// Each change has a sentence and its effect on users of the provider.
func TestCompare(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*schematest.Schema)
		want   []string
	}{
		"nothing": {func(*schematest.Schema) {}, nil},
		"optional made required": {
			edit("email", func(a *schematest.Attribute) { a.Required, a.Optional = true, false }),
			[]string{"breaking: resource/identitycall_operator: `email` was optional and is required now: " +
				"configurations without it fail."}},
		"computed argument made required": {
			edit("active", func(a *schematest.Attribute) { *a = schematest.Attribute{Type: "bool", Required: true} }),
			[]string{"breaking: resource/identitycall_operator: `active` was optional and is required now: " +
				"configurations without it fail."}},
		"required made optional": {
			edit("name", func(a *schematest.Attribute) { a.Required, a.Optional = false, true }),
			[]string{"compatible: resource/identitycall_operator: `name` was required and is optional now."}},
		"argument removed": {
			operator(func(all attributes) { delete(all, "active") }),
			[]string{"breaking: resource/identitycall_operator: `active` was removed."}},
		"argument renamed": {
			operator(func(all attributes) { all["mail"] = all["email"]; delete(all, "email") }),
			[]string{"breaking: resource/identitycall_operator: `email` was removed or renamed to `mail`.",
				"compatible: resource/identitycall_operator: `mail` was added."}},
		"optional argument added": {
			operator(func(all attributes) { all["note"] = schematest.Attribute{Type: "string", Optional: true} }),
			[]string{"compatible: resource/identitycall_operator: `note` was added."}},
		"required argument added": {
			operator(func(all attributes) { all["note"] = schematest.Attribute{Type: "string", Required: true} }),
			[]string{"breaking: resource/identitycall_operator: `note` is a new required argument: " +
				"configurations without it fail."}},
		"type": {
			edit("id", func(a *schematest.Attribute) { a.Type = "number" }),
			[]string{"breaking: resource/identitycall_operator: `id` has the type number instead of string."}},
		"nesting": {
			edit("timeouts", func(a *schematest.Attribute) { a.Nesting = "list" }),
			[]string{"breaking: resource/identitycall_operator: `timeouts` has the type nested list instead of nested single."}},
		"nested argument removed": {
			edit("timeouts", func(a *schematest.Attribute) { a.Attributes = nil }),
			[]string{"breaking: resource/identitycall_operator: `timeouts.create` was removed."}},
		"not computed any more": {
			edit("active", func(a *schematest.Attribute) { a.Computed = false }),
			[]string{"breaking: resource/identitycall_operator: `active` was computed and is not any more: " +
				"if it is omitted, its value is lost."}},
		"computed now": {
			edit("email", func(a *schematest.Attribute) { a.Computed = true }),
			[]string{"compatible: resource/identitycall_operator: `email` is computed now."}},
		"cannot be set any more": {
			edit("active", func(a *schematest.Attribute) { a.Optional = false }),
			[]string{"breaking: resource/identitycall_operator: `active` cannot be set any more: " +
				"configurations that set it fail."}},
		"can be set": {
			edit("id", func(a *schematest.Attribute) { a.Optional = true }),
			[]string{"compatible: resource/identitycall_operator: `id` can be set now."}},
		"must be set": {
			edit("id", func(a *schematest.Attribute) { a.Computed, a.Required = false, true }),
			[]string{"breaking: resource/identitycall_operator: `id` was only read and is required now: " +
				"configurations without it fail."}},
		"sensitive": {
			edit("email", func(a *schematest.Attribute) { a.Sensitive = true }),
			[]string{"breaking: resource/identitycall_operator: `email` is sensitive now: " +
				"outputs that use it fail unless they are sensitive."}},
		"replaces": {
			edit("name", func(a *schematest.Attribute) { a.Replaces = true }),
			[]string{"breaking: resource/identitycall_operator: `name` replaces the resource when it changes."}},
		"validator added": {
			edit("email", func(a *schematest.Attribute) { a.Validators = []string{"must not be blank"} }),
			[]string{"breaking: resource/identitycall_operator: `email` has a new validator, " +
				"which may refuse what was accepted: \"must not be blank\"."}},
		"validator removed": {
			edit("strategy", func(a *schematest.Attribute) { a.Validators = nil }),
			[]string{"compatible: resource/identitycall_operator: `strategy` has a validator less: " +
				`"value must be one of: [\"a\" \"b\"]".`}},
		"fewer values": {
			edit("strategy", func(a *schematest.Attribute) { a.Validators = []string{`value must be one of: ["b" "c"]`} }),
			[]string{"breaking: resource/identitycall_operator: `strategy` does not accept \"a\" any more."}},
		"more values": {
			edit("strategy", func(a *schematest.Attribute) { a.Validators = []string{`value must be one of: ["a" "b" "c"]`} }),
			[]string{"compatible: resource/identitycall_operator: `strategy` accepts more values: " +
				`"value must be one of: [\"a\" \"b\" \"c\"]" instead of "value must be one of: [\"a\" \"b\"]".`}},
		"smaller range": {
			edit("count", func(a *schematest.Attribute) { a.Validators = []string{"value must be between 1 and 100"} }),
			[]string{"breaking: resource/identitycall_operator: `count` accepts less: " +
				`"value must be between 1 and 100" instead of "value must be between 0 and 100".`}},
		"larger range": {
			edit("count", func(a *schematest.Attribute) { a.Validators = []string{"value must be at least 0"} }),
			[]string{"compatible: resource/identitycall_operator: `count` accepts more values: " +
				`"value must be at least 0" instead of "value must be between 0 and 100".`}},
		"another validator": {
			edit("strategy", func(a *schematest.Attribute) { a.Validators = []string{"must be short"} }),
			[]string{"unclear: resource/identitycall_operator: `strategy` has another validator: " +
				`"must be short" instead of "value must be one of: [\"a\" \"b\"]".`}},
		"check of several arguments": {
			resource(func(o *schematest.Object) { o.Validators = []string{"one of name and email"} }),
			[]string{"breaking: resource/identitycall_operator has a new validator, " +
				"which may refuse what was accepted: \"one of name and email\"."}},
		"newer state": {
			resource(func(o *schematest.Object) { o.Version = 1 }),
			[]string{"unclear: resource/identitycall_operator has schema version 1 instead of 0: " +
				"keep a state fixture that proves the upgrade."}},
		"identity": {
			resource(func(o *schematest.Object) {
				o.Identity = map[string]schematest.IdentityAttribute{"number": {Type: "string", Required: true}}
			}),
			[]string{"breaking: resource/identitycall_operator: `identity.id` was removed: imports by identity fail.",
				"breaking: resource/identitycall_operator: `identity.number` is new and required: imports by identity fail."}},
		"resource removed": {
			func(s *schematest.Schema) { s.Resources = nil },
			[]string{"breaking: resource/identitycall_operator was removed."}},
		"data source added": {
			func(s *schematest.Schema) { s.DataSources["identitycall_project"] = schematest.Object{} },
			[]string{"compatible: data-source/identitycall_project was added."}},
		"data source's attribute removed": {
			func(s *schematest.Schema) { delete(s.DataSources["identitycall_operator"].Attributes, "name") },
			[]string{"breaking: data-source/identitycall_operator: `name` was removed."}},
		"list resource's argument removed": {
			func(s *schematest.Schema) { delete(s.ListResources["identitycall_operator"].Attributes, "name_regex") },
			[]string{"breaking: list-resource/identitycall_operator: `name_regex` was removed."}},
		"provider's argument removed": {
			func(s *schematest.Schema) { delete(s.Provider.Attributes, "api_key") },
			[]string{"breaking: provider: `api_key` was removed."}},
		"parameter added": {
			function(func(f *schematest.Function) { f.Parameters = append(f.Parameters, schematest.Parameter{Type: "bool"}) }),
			[]string{"breaking: function/e164 takes 3 parameters instead of 2."}},
		"parameter's type": {
			function(func(f *schematest.Function) { f.Parameters[0].Type = "number" }),
			[]string{"breaking: function/e164: `parameter 1` has the type number instead of string."}},
		"parameter's null": {
			function(func(f *schematest.Function) { f.Parameters[1].AllowNull = false }),
			[]string{"breaking: function/e164: `parameter 2` must not be null any more."}},
		"further parameters": {
			function(func(f *schematest.Function) { f.Variadic = &schematest.Parameter{Type: "string"} }),
			[]string{"compatible: function/e164 takes further parameters now."}},
		"function's result": {
			function(func(f *schematest.Function) { f.Return = "bool" }),
			[]string{"breaking: function/e164 returns bool instead of string."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			current := base()
			test.change(&current)
			var got []string
			for _, change := range schematest.Compare(base(), current) {
				got = append(got, change.String())
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// A schema is equal after it is written to a file and read.
func TestSchema_json(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(base())
	if err != nil {
		t.Fatal(err)
	}
	var decoded schematest.Schema
	if err := json.Unmarshal(encoded, &decoded); err != nil {
		t.Fatal(err)
	}
	if changes := schematest.Compare(base(), decoded); len(changes) > 0 {
		t.Errorf("changed: %v", changes)
	}
}

const changelog = `## 0.2.0 (Unreleased)

FEATURES:

* resource/identitycall_operator: ` + "`note`" + `

BREAKING CHANGES:

* resource/identitycall_operator: ` + "`email`" + ` is required
* resource/identitycall_project, data-source/identitycall_project: removed

## 0.1.0 (January 2, 2027)

BREAKING CHANGES:

* resource/identitycall_operator: ` + "`name`" + ` was removed
`

// A breaking change needs an entry of the newest version, under the right heading, that names object and attribute.
func TestWithoutEntry(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind              schematest.Kind
		object, attribute string
		listed            bool
	}{
		"listed":             {schematest.Breaking, "resource/identitycall_operator", "email", true},
		"other attribute":    {schematest.Breaking, "resource/identitycall_operator", "active", false},
		"under FEATURES":     {schematest.Breaking, "resource/identitycall_operator", "note", false},
		"of another version": {schematest.Breaking, "resource/identitycall_operator", "name", false},
		"other object":       {schematest.Breaking, "data-source/identitycall_operator", "email", false},
		"several objects":    {schematest.Breaking, "data-source/identitycall_project", "", true},
		"compatible":         {schematest.Compatible, "resource/identitycall_operator", "active", true},
	} {
		changes := []schematest.Change{{Kind: test.kind, Object: test.object, Attribute: test.attribute}}
		if got := len(schematest.WithoutEntry(changelog, changes)) == 0; got != test.listed {
			t.Errorf("%s: listed is %t", name, got)
		}
	}
	released := strings.ReplaceAll(changelog, "(Unreleased)", "(March 3, 2027)")
	changes := []schematest.Change{{Kind: schematest.Breaking, Object: "resource/identitycall_operator",
		Attribute: "email"}}
	if len(schematest.WithoutEntry(released, changes)) == 0 {
		t.Error("an entry of a released version counts for a new change")
	}
}

// Before the first release no user depends on a schema.
func TestIsReleased(t *testing.T) {
	t.Parallel()
	if !schematest.IsReleased(changelog) {
		t.Error("0.1.0 is released")
	}
	if schematest.IsReleased("## 0.1.0 (Unreleased)\n\nFEATURES:\n") {
		t.Error("nothing is released")
	}
}
