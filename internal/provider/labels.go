package provider

import (
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
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

// operatorsLabel names operators in a message.
func operatorsLabel(ids []int64) string {
	var texts []string
	for _, id := range ids {
		texts = append(texts, strconv.FormatInt(id, 10))
	}
	if len(texts) == 1 {
		return "operator " + texts[0]
	}
	return "operators " + strings.Join(texts, ", ")
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
