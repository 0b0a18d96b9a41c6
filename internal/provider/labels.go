package provider

import (
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

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

// numberLabel names a virtual number in messages: by its phone number and its ID, or by the one that is known.
func numberLabel(phone phoneNumberValue, id types.String) string {
	switch {
	case known(phone) && known(id):
		return phone.ValueString() + " (ID " + id.ValueString() + ")"
	case known(phone):
		return phone.ValueString()
	}
	return id.ValueString()
}

// nameLabel names an object in messages: by its name and its ID, or by the one that is known.
func nameLabel(name, id types.String) string {
	switch {
	case known(name) && known(id):
		return name.ValueString() + " (ID " + id.ValueString() + ")"
	case known(name):
		return name.ValueString()
	}
	return id.ValueString()
}
