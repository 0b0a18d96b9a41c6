package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
)

// The path of a 422 is the longest argument that the message names.
func TestArgumentPath(t *testing.T) {
	arguments := []string{"name", "phone_number", "language", "goal_language", "number_type", "operator_id"}
	for message, want := range map[string]string{
		"Name is too long":                      "name",
		"phone_number is required":              "phone_number",
		"Phone number can't be blank":           "phone_number",
		"Goal language is not supported":        "goal_language",
		"Language is not supported":             "language",
		"The renamed object is wrong":           "",
		"Requirement group is required":         "",
		"Number type of the phone number is no": "phone_number",
		"":                                      "",
	} {
		got := argumentPath(message, arguments, path.Empty())
		if got.String() != want {
			t.Errorf("%q points at %q, want %q", message, got, want)
		}
	}
}
