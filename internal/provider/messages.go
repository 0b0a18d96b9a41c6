package provider

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// quoted formats a value in a message.
func quoted(value attr.Value) string {
	if value.IsNull() {
		return "null"
	}
	if number, ok := value.(types.Float64); ok { // whose String has six decimals
		return strconv.FormatFloat(number.ValueFloat64(), 'f', -1, 64)
	}
	return value.String()
}

// enumerate joins words as "a, b and c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// numbered formats the next steps of a message.
func numbered(steps []string) string {
	var b strings.Builder
	for i, step := range steps {
		fmt.Fprintf(&b, "%d. %s\n", i+1, step)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// shortened keeps the first words of a list that is too long for a message, followed by "4 more".
func shortened(words []string) []string {
	const most = 5
	if len(words) <= most {
		return words
	}
	return append(slices.Clone(words[:most-1]), fmt.Sprintf("%d more", len(words)-most+1))
}

// operatorLabel names an operator in messages, by the name that a response of this run has shown.
func (s *session) operatorLabel(id int64) string {
	name := ""
	if s != nil && s.client != nil {
		name, _ = s.client.Operators.Seen(id)
	}
	return objectLabel(newTextOrNull(&name), newID(id))
}

// operatorsLabel names operators in messages: "Alice Carter (ID 12) and operator 13" if the name of 13 is not known.
func (s *session) operatorsLabel(ids []int64) string {
	var labels []string
	for _, id := range ids {
		label := s.operatorLabel(id)
		if label == newID(id).ValueString() {
			label = "operator " + label
		}
		labels = append(labels, label)
	}
	return enumerate(labels)
}

// numberLabel names a virtual number in messages, by the phone number that a response of this run has shown.
func (s *session) numberLabel(id int64) string {
	phone := ""
	if s != nil && s.client != nil {
		phone, _ = s.client.VirtualNumbers.Seen(id)
	}
	return objectLabel(newTextOrNull(&phone), newID(id))
}

// learnNames reads the lists that the run shares, if a warning is about to name a number and operators that no response
// has shown: terraform destroy and apply plan in a process that has refreshed nothing. It serves only the words of the
// warning, so its failure is silent, unless it stops the run.
func (s *session) learnNames(
	ctx context.Context, timeout timeoutFunc, number int64, operators []int64, diags *diag.Diagnostics,
) {
	ctx, end, ok := s.startPlan(ctx, timeout, diags)
	defer end()
	if !ok {
		return
	}
	if _, seen := s.client.VirtualNumbers.Seen(number); !seen {
		_, err := s.client.VirtualNumbers.ListCached(ctx)
		s.addStopped(diags, err, nil)
	}
	isUnnamed := func(id int64) bool {
		name, _ := s.client.Operators.Seen(id)
		return name == ""
	}
	if slices.ContainsFunc(operators, isUnnamed) {
		_, err := s.client.Operators.ListCached(ctx)
		s.addStopped(diags, err, nil)
	}
}

// objectLabel names an object in messages: by its name or phone number and its ID, or by the one that is known.
func objectLabel(name, id types.String) string {
	switch {
	case known(name) && known(id):
		return name.ValueString() + " (ID " + id.ValueString() + ")"
	case known(name):
		return name.ValueString()
	}
	return id.ValueString()
}

// shorten cuts a value that an error quotes at 60 characters.
func shorten(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// sentence returns an error's text as a sentence.
func sentence(err error) string {
	return upperFirst(err.Error()) + "."
}

// upperFirst begins a text with a capital letter.
func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
