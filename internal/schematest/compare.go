package schematest

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Kind is the effect of a change on users of the provider.
type Kind string

// The kinds of changes.
const (
	// Compatible changes keep every configuration and state valid.
	Compatible Kind = "compatible"
	// Unclear changes cannot be judged from the schema: review them.
	Unclear Kind = "unclear"
	// Breaking changes make a configuration fail, or plan something else.
	Breaking Kind = "breaking"
)

// Change is one difference between two schemas.
type Change struct {
	Kind Kind
	// Object is the changed object as in the changelog, such as resource/identitycall_operator.
	Object string
	// Attribute is the path of the attribute, such as timeouts.create; empty if the object itself changed.
	Attribute string
	// Text describes the change in a sentence.
	Text string
}

func (c Change) String() string {
	name := c.Object
	if c.Attribute != "" {
		name += ": `" + c.Attribute + "`"
	}
	return fmt.Sprintf("%s: %s %s.", c.Kind, name, c.Text)
}

// comparison collects changes.
type comparison struct{ changes []Change }

// Compare returns the changes between two schemas, ordered by object and attribute.
func Compare(old, current Schema) []Change {
	c := &comparison{}
	c.object("provider", old.Provider, current.Provider)
	compareAll(c, "resource", old.Resources, current.Resources, c.object)
	compareAll(c, "data-source", old.DataSources, current.DataSources, c.object)
	compareAll(c, "list-resource", old.ListResources, current.ListResources, c.object)
	compareAll(c, "function", old.Functions, current.Functions, c.function)
	return c.changes
}

func (c *comparison) add(kind Kind, object, attribute, text string, args ...any) {
	c.changes = append(c.changes, Change{kind, object, attribute, fmt.Sprintf(text, args...)})
}

// addIf adds the change of a flag that was set or unset.
func (c *comparison) addIf(old, current bool, on, off Kind, object, attribute, onText, offText string) {
	switch {
	case !old && current:
		c.add(on, object, attribute, "%s", onText)
	case old && !current:
		c.add(off, object, attribute, "%s", offText)
	}
}

func compareAll[T any](c *comparison, prefix string, old, current map[string]T, compare func(string, T, T)) {
	for _, name := range union(old, current) {
		before, existed := old[name]
		now, exists := current[name]
		object := prefix + "/" + name
		switch {
		case !exists:
			c.add(Breaking, object, "", "was removed")
		case !existed:
			c.add(Compatible, object, "", "was added")
		default:
			compare(object, before, now)
		}
	}
}

func union[T any](a, b map[string]T) []string {
	return slices.Compact(slices.Sorted(func(yield func(string) bool) {
		for _, names := range []map[string]T{a, b} {
			for name := range maps.Keys(names) {
				if !yield(name) {
					return
				}
			}
		}
	}))
}

func (c *comparison) object(name string, old, current Object) {
	switch {
	case current.Version < old.Version:
		c.add(Breaking, name, "", "has schema version %d, which is less than %d: states cannot be read", current.Version,
			old.Version)
	case current.Version > old.Version:
		c.add(Unclear, name, "", "has schema version %d instead of %d: keep a state fixture that proves the upgrade",
			current.Version, old.Version)
	}
	c.attributes(name, "", old.Attributes, current.Attributes)
	c.attributes(name, "", old.Blocks, current.Blocks)
	c.validators(name, "", old.Validators, current.Validators)
	c.identity(name, old, current)
}

func (c *comparison) attributes(object, prefix string, old, current map[string]Attribute) {
	for _, name := range union(old, current) {
		before, existed := old[name]
		now, exists := current[name]
		path := prefix + name
		switch {
		case !exists:
			c.add(Breaking, object, path, "was removed%s", renamed(before, old, current))
		case !existed && now.Required:
			c.add(Breaking, object, path, "is a new required argument: configurations without it fail")
		case !existed:
			c.add(Compatible, object, path, "was added")
		default:
			c.attribute(object, path, before, now)
		}
	}
}

// renamed names the new attributes that an old one may have become.
func renamed(old Attribute, before, current map[string]Attribute) string {
	var candidates []string
	for name, attribute := range current {
		if _, existed := before[name]; !existed && attribute.Type == old.Type && attribute.Nesting == old.Nesting {
			candidates = append(candidates, "`"+name+"`")
		}
	}
	if len(candidates) == 0 {
		return ""
	}
	slices.Sort(candidates)
	return " or renamed to " + strings.Join(candidates, " or ")
}

func (c *comparison) attribute(object, path string, old, current Attribute) {
	if old.Type != current.Type || old.Nesting != current.Nesting {
		c.add(Breaking, object, path, "has the type %s instead of %s", current.typeText(), old.typeText())
	}
	settable, wasSettable := current.Required || current.Optional, old.Required || old.Optional
	switch {
	case wasSettable && !settable:
		c.add(Breaking, object, path, "cannot be set any more: configurations that set it fail")
	case !wasSettable && current.Required:
		c.add(Breaking, object, path, "was only read and is required now: configurations without it fail")
	case !wasSettable && settable:
		c.add(Compatible, object, path, "can be set now")
	case old.Optional && current.Required:
		c.add(Breaking, object, path, "was optional and is required now: configurations without it fail")
	case old.Required && current.Optional:
		c.add(Compatible, object, path, "was required and is optional now")
	}
	if !old.Required && !current.Required && settable { // a required argument is never computed
		c.addIf(old.Computed, current.Computed, Compatible, Breaking, object, path, "is computed now",
			"was computed and is not any more: if it is omitted, its value is lost")
	}
	c.addIf(old.Sensitive, current.Sensitive, Breaking, Compatible, object, path,
		"is sensitive now: outputs that use it fail unless they are sensitive", "is not sensitive any more")
	c.addIf(old.WriteOnly, current.WriteOnly, Breaking, Breaking, object, path,
		"is write-only now: it cannot be read from state any more", "was write-only and is stored in state now")
	c.addIf(old.Deprecated, current.Deprecated, Compatible, Compatible, object, path, "is deprecated now",
		"is not deprecated any more")
	c.addIf(old.Replaces, current.Replaces, Breaking, Compatible, object, path,
		"replaces the resource when it changes", "does not replace the resource any more")
	c.validators(object, path, old.Validators, current.Validators)
	if old.Nesting != "" && current.Nesting == old.Nesting {
		c.attributes(object, path+".", old.Attributes, current.Attributes)
	}
}

func (a Attribute) typeText() string {
	if a.Nesting != "" {
		return "nested " + a.Nesting
	}
	return a.Type
}

// validators compares descriptions. A list of values can be compared, a new check narrows, and other changes of
// the text need a review.
func (c *comparison) validators(object, path string, old, current []string) {
	var removed, added []string
	for _, text := range old {
		if !slices.Contains(current, text) {
			removed = append(removed, text)
		}
	}
	for _, text := range current {
		if !slices.Contains(old, text) {
			added = append(added, text)
		}
	}
	if len(removed) == 1 && len(added) == 1 {
		c.changedValidator(object, path, removed[0], added[0])
		return
	}
	for _, text := range removed {
		c.add(Compatible, object, path, "has a validator less: %q", text)
	}
	for _, text := range added {
		c.add(Breaking, object, path, "has a new validator, which may refuse what was accepted: %q", text)
	}
}

func (c *comparison) changedValidator(object, path, old, current string) {
	if lowBefore, highBefore, ok := limits(old); ok {
		if low, high, ok := limits(current); ok {
			if low > lowBefore || high < highBefore {
				c.add(Breaking, object, path, "accepts less: %q instead of %q", current, old)
			} else {
				c.add(Compatible, object, path, "accepts more values: %q instead of %q", current, old)
			}
			return
		}
	}
	before, wasList := quoted(old)
	now, isList := quoted(current)
	if !wasList || !isList {
		c.add(Unclear, object, path, "has another validator: %q instead of %q", current, old)
		return
	}
	var refused []string
	for _, value := range before {
		if !slices.Contains(now, value) {
			refused = append(refused, value)
		}
	}
	if len(refused) > 0 {
		c.add(Breaking, object, path, "does not accept %s any more", strings.Join(refused, " and "))
		return
	}
	c.add(Compatible, object, path, "accepts more values: %q instead of %q", current, old)
}

var (
	between = regexp.MustCompile(`between (-?[0-9.]+) and (-?[0-9.]+)`)
	atLeast = regexp.MustCompile(`at least (-?[0-9.]+)`)
)

// limits returns the smallest and the largest number that a description allows.
func limits(text string) (low, high float64, ok bool) {
	if found := between.FindStringSubmatch(text); found != nil {
		low, errLow := strconv.ParseFloat(found[1], 64)
		high, errHigh := strconv.ParseFloat(found[2], 64)
		return low, high, errLow == nil && errHigh == nil
	}
	if found := atLeast.FindStringSubmatch(text); found != nil {
		low, err := strconv.ParseFloat(found[1], 64)
		return low, math.Inf(1), err == nil
	}
	return 0, 0, false
}

// quoted returns the values that a description lists in quotation marks or backticks.
func quoted(text string) ([]string, bool) {
	var values []string
	for _, mark := range []string{`"`, "`"} {
		parts := strings.Split(text, mark)
		for i := 1; i < len(parts)-1; i += 2 {
			values = append(values, mark+parts[i]+mark)
		}
	}
	return values, len(values) > 1
}

func (c *comparison) identity(object string, old, current Object) {
	if old.Identity == nil && current.Identity == nil {
		return
	}
	if old.Identity == nil {
		c.add(Compatible, object, "", "has an identity now")
		return
	}
	for _, name := range union(old.Identity, current.Identity) {
		before, existed := old.Identity[name]
		now, exists := current.Identity[name]
		path := "identity." + name
		switch {
		case !exists:
			c.add(Breaking, object, path, "was removed: imports by identity fail")
		case !existed && now.Required:
			c.add(Breaking, object, path, "is new and required: imports by identity fail")
		case !existed:
			c.add(Compatible, object, path, "was added")
		case before.Type != now.Type:
			c.add(Breaking, object, path, "has the type %s instead of %s", now.Type, before.Type)
		case !before.Required && now.Required:
			c.add(Breaking, object, path, "was optional and is required now: imports by identity fail")
		case before.Required && !now.Required:
			c.add(Compatible, object, path, "was required and is optional now")
		}
	}
}

func (c *comparison) function(name string, old, current Function) {
	if old.Return != current.Return {
		c.add(Breaking, name, "", "returns %s instead of %s", current.Return, old.Return)
	}
	if len(old.Parameters) != len(current.Parameters) {
		c.add(Breaking, name, "", "takes %d parameters instead of %d", len(current.Parameters), len(old.Parameters))
		return
	}
	for i, before := range old.Parameters {
		c.parameter(name, fmt.Sprintf("parameter %d", i+1), before, current.Parameters[i])
	}
	switch {
	case old.Variadic == nil && current.Variadic != nil:
		c.add(Compatible, name, "", "takes further parameters now")
	case old.Variadic != nil && current.Variadic == nil:
		c.add(Breaking, name, "", "does not take further parameters any more")
	case old.Variadic != nil:
		c.parameter(name, "further parameters", *old.Variadic, *current.Variadic)
	}
}

func (c *comparison) parameter(name, what string, old, current Parameter) {
	if old.Type != current.Type {
		c.add(Breaking, name, what, "has the type %s instead of %s", current.Type, old.Type)
	}
	c.addIf(old.AllowNull, current.AllowNull, Compatible, Breaking, name, what, "may be null now",
		"must not be null any more")
	c.addIf(old.AllowUnknown, current.AllowUnknown, Compatible, Compatible, name, what,
		"is passed on while it is unknown", "makes the result unknown while it is unknown")
}
