package e2e_test

import (
	"fmt"
	"slices"
	"strings"
)

// mutation changes the configuration. It returns what it did, or "" if there was nothing to do.
type mutation func(*generator, *configuration) string

// mutations change a configuration. One that is listed twice is twice as likely.
var mutations = []mutation{
	addNumber, addNumber, addNumber, removeNumber, changeNumber, changeNumber, retargetNumber, adoptAnotherWay,
	addPurchase, removePurchase,
	addOperator, addOperator, removeOperator, changeOperator,
	addList, addList, addList, addList, removeList, changeList, changeList, changeList, moveList, moveList,
	addAttachment, addAttachment, addAttachment, removeAttachment, moveAttachment, moveAttachment,
	listIntoAttachments, listIntoAttachments, attachmentsIntoList, attachmentsIntoList,
	rename, rename, rename, makeUnknown, makeUnknown,
	addProject, changeProject, removeProject,
}

// mutate changes a configuration into another valid one.
func (g *generator) mutate(c *configuration) string {
	for {
		changed := c.clone()
		changed.Moved = c.Moved
		what := mutations[g.IntN(len(mutations))](g, &changed)
		if what != "" && changed.valid(g.onAccount) {
			*c = changed
			return what
		}
	}
}

func addNumber(g *generator, c *configuration) string {
	n := walkNumber{Label: g.label(), Target: *pick(g, walkNumbers), Format: g.IntN(len(formats))}
	n.CreateFirst = g.IntN(4) == 0
	n.By = *pick(g, []string{"id", "phone_number", "both", "purchase"})
	g.setNumber(&n)
	c.Numbers = append(c.Numbers, n)
	return "add number " + n.Label
}

func (g *generator) setNumber(n *walkNumber) {
	n.Name = maybe(g, fmt.Sprintf("Line %d", g.IntN(5)))
	n.Strategy = maybe(g, *pick(g, walkStrategies))
	n.Active, n.Recording = maybe(g, g.bool()), maybe(g, g.bool())
}

func removeNumber(g *generator, c *configuration) string {
	if len(c.Numbers) == 0 {
		return ""
	}
	i := g.IntN(len(c.Numbers))
	n := c.Numbers[i]
	if n.By == "purchase" && !g.onAccount(n.Target) {
		return ""
	}
	c.Numbers = slices.Delete(c.Numbers, i, i+1)
	c.replaceNumber(n.Label, ref{ID: n.Target}) // what referred to it refers to the ID
	return "remove number " + n.Label
}

// replaceNumber replaces every reference to a number of the configuration. The relays stay.
func (c *configuration) replaceNumber(label string, to ref) {
	replace := func(r *ref) {
		if r.Label == label {
			r.Label, r.ID = to.Label, to.ID
		}
	}
	for i := range c.Lists {
		replace(&c.Lists[i].Number)
	}
	for i := range c.Attachments {
		replace(&c.Attachments[i].Number)
	}
}

func changeNumber(g *generator, c *configuration) string {
	if len(c.Numbers) == 0 {
		return ""
	}
	n := pick(g, c.Numbers)
	g.setNumber(n)
	n.Format = g.IntN(len(formats))
	return "change number " + n.Label
}

func retargetNumber(g *generator, c *configuration) string {
	if len(c.Numbers) == 0 {
		return ""
	}
	n := pick(g, c.Numbers)
	n.Target = *pick(g, walkNumbers)
	return "let number " + n.Label + " adopt another"
}

func adoptAnotherWay(g *generator, c *configuration) string {
	if len(c.Numbers) == 0 {
		return ""
	}
	n := pick(g, c.Numbers)
	n.By = *pick(g, []string{"id", "phone_number", "both", "purchase"})
	return "adopt number " + n.Label + " by " + n.By
}

func addPurchase(g *generator, c *configuration) string {
	p := walkPurchase{Label: g.label(), Target: *pick(g, walkNumbers), Format: g.IntN(len(formats))}
	c.Purchases = append(c.Purchases, p)
	if g.bool() { // mostly with a number, as in the examples
		n := walkNumber{Label: g.label(), By: "purchase", Target: p.Target}
		g.setNumber(&n)
		c.Numbers = append(c.Numbers, n)
	}
	return "add purchase " + p.Label
}

func removePurchase(g *generator, c *configuration) string {
	if len(c.Purchases) == 0 {
		return ""
	}
	i := g.IntN(len(c.Purchases))
	p := c.Purchases[i]
	c.Purchases = slices.Delete(c.Purchases, i, i+1)
	for j, n := range c.Numbers {
		if n.Target == p.Target && n.By == "purchase" {
			c.Numbers[j].By = "id"
		}
	}
	return "remove purchase " + p.Label
}

func addOperator(g *generator, c *configuration) string {
	if len(c.Operators) > 4 {
		return ""
	}
	o := walkOperator{Label: g.label(), Number: g.IntN(1000), Format: g.IntN(len(formats)), Active: maybe(g, g.bool())}
	o.Name, o.Email, o.Force = "Agent "+o.Label, maybe(g, o.Label+"@example.com"), g.bool()
	c.Operators = append(c.Operators, o)
	return "add operator " + o.Label
}

func removeOperator(g *generator, c *configuration) string {
	if len(c.Operators) == 0 {
		return ""
	}
	label := pick(g, c.Operators).Label
	c.removeOperator(label)
	return "remove operator " + label
}

// removeOperator removes an operator and everything that refers to it.
func (c *configuration) removeOperator(label string) {
	c.Operators = slices.DeleteFunc(c.Operators, func(o walkOperator) bool { return o.Label == label })
	for i := range c.Lists {
		c.Lists[i].Operators = slices.DeleteFunc(c.Lists[i].Operators, func(r ref) bool { return r.Label == label })
	}
	c.Attachments = slices.DeleteFunc(c.Attachments, func(a walkAttachment) bool { return a.Operator.Label == label })
}

func changeOperator(g *generator, c *configuration) string {
	if len(c.Operators) == 0 {
		return ""
	}
	o := pick(g, c.Operators)
	o.Name = fmt.Sprintf("Agent %s %d", o.Label, g.IntN(5))
	o.Email = maybe(g, fmt.Sprintf("%s.%d@example.com", o.Label, g.IntN(3)))
	o.Active, o.Format, o.Force = maybe(g, g.bool()), g.IntN(len(formats)), g.bool()
	return "change operator " + o.Label
}

// operatorRef refers to an operator of the configuration or to one that it does not manage.
func (g *generator) operatorRef(c *configuration) ref {
	if len(c.Operators) > 0 && g.IntN(3) > 0 {
		return ref{Label: pick(g, c.Operators).Label}
	}
	return ref{ID: *pick(g, walkUnmanaged)}
}

// numberRef refers to a number of the configuration or to one by its ID.
func (g *generator) numberRef(c *configuration) ref {
	if len(c.Numbers) > 0 && g.IntN(3) > 0 {
		return ref{Label: pick(g, c.Numbers).Label}
	}
	return ref{ID: *pick(g, walkNumbers)}
}

func (g *generator) operatorRefs(c *configuration) []ref {
	var all []ref
	for range g.IntN(4) {
		all = append(all, g.operatorRef(c))
	}
	return all
}

func addList(g *generator, c *configuration) string {
	l := walkList{Label: g.label(), Number: g.numberRef(c), Operators: g.operatorRefs(c)}
	c.Lists = append(c.Lists, l)
	return "add list " + l.Label
}

func removeList(g *generator, c *configuration) string {
	if len(c.Lists) == 0 {
		return ""
	}
	i := g.IntN(len(c.Lists))
	label := c.Lists[i].Label
	c.Lists = slices.Delete(c.Lists, i, i+1)
	return "remove list " + label
}

func changeList(g *generator, c *configuration) string {
	if len(c.Lists) == 0 {
		return ""
	}
	l := pick(g, c.Lists)
	if g.bool() {
		g.Shuffle(len(l.Operators), func(i, j int) { l.Operators[i], l.Operators[j] = l.Operators[j], l.Operators[i] })
		l.Operators = append(l.Operators, g.operatorRef(c))
	} else {
		l.Operators = g.operatorRefs(c)
	}
	return "change list " + l.Label
}

func moveList(g *generator, c *configuration) string {
	if len(c.Lists) == 0 {
		return ""
	}
	l := pick(g, c.Lists)
	l.Number = g.numberRef(c)
	return "move list " + l.Label
}

func addAttachment(g *generator, c *configuration) string {
	a := walkAttachment{Label: g.label(), Number: g.numberRef(c), Operator: g.operatorRef(c)}
	c.Attachments = append(c.Attachments, a)
	return "add attachment " + a.Label
}

func removeAttachment(g *generator, c *configuration) string {
	if len(c.Attachments) == 0 {
		return ""
	}
	i := g.IntN(len(c.Attachments))
	label := c.Attachments[i].Label
	c.Attachments = slices.Delete(c.Attachments, i, i+1)
	return "remove attachment " + label
}

func moveAttachment(g *generator, c *configuration) string {
	if len(c.Attachments) == 0 {
		return ""
	}
	a := pick(g, c.Attachments)
	if g.bool() {
		a.Number = g.numberRef(c)
	} else {
		a.Operator = g.operatorRef(c)
	}
	return "move attachment " + a.Label
}

func listIntoAttachments(g *generator, c *configuration) string {
	if len(c.Lists) == 0 {
		return ""
	}
	i := g.IntN(len(c.Lists))
	l := c.Lists[i]
	c.Lists = slices.Delete(c.Lists, i, i+1)
	for _, operator := range l.Operators {
		c.Attachments = append(c.Attachments, walkAttachment{Label: g.label(), Number: l.Number, Operator: operator})
	}
	return "turn list " + l.Label + " into attachments"
}

func attachmentsIntoList(g *generator, c *configuration) string {
	if len(c.Attachments) == 0 {
		return ""
	}
	l := walkList{Label: g.label(), Number: pick(g, c.Attachments).Number}
	number := c.number(l.Number)
	c.Attachments = slices.DeleteFunc(c.Attachments, func(a walkAttachment) bool {
		if c.number(a.Number) != number {
			return false
		}
		l.Operators = append(l.Operators, a.Operator)
		return true
	})
	c.Lists = append(c.Lists, l)
	return "turn attachments into list " + l.Label
}

// rename gives a resource another label, with a moved block or without one. A project would be another object without
// one, and an operator always is.
func rename(g *generator, c *configuration) string {
	to, moved := g.label(), g.bool()
	var choices []string
	for _, address := range c.addresses() {
		if !strings.HasPrefix(address, typeOperator+".") {
			choices = append(choices, address)
		}
	}
	if len(choices) == 0 {
		return ""
	}
	address := *pick(g, choices)
	kind, from, _ := strings.Cut(address, ".")
	if strings.HasPrefix(from, keptPrefix) {
		to = keptPrefix + to
	}
	relabel := func(label *string) {
		if *label == from {
			*label = to
		}
	}
	for i := range c.Numbers {
		relabel(&c.Numbers[i].Label)
	}
	c.replaceNumber(from, ref{Label: to})
	for i := range c.Purchases {
		relabel(&c.Purchases[i].Label)
	}
	for i := range c.Lists {
		relabel(&c.Lists[i].Label)
	}
	for i := range c.Attachments {
		relabel(&c.Attachments[i].Label)
	}
	for i := range c.Projects {
		relabel(&c.Projects[i].Label)
	}
	if !moved && kind != typeProject {
		return "rename " + address + " without moved"
	}
	c.Moved = append(slices.Clone(c.Moved), [2]string{address, kind + "." + to})
	return "rename " + address + " with moved"
}

// makeUnknown passes an ID or a phone number through a terraform_data that is replaced.
func makeUnknown(g *generator, c *configuration) string {
	generation := 0
	if g.IntN(4) > 0 {
		g.labels++
		generation = g.labels
	}
	switch k := g.IntN(5); {
	case k == 0 && len(c.Numbers) > 0:
		pick(g, c.Numbers).Relay = generation
	case k == 1 && len(c.Lists) > 0:
		pick(g, c.Lists).Number.Relay = generation
	case k == 2 && len(c.Attachments) > 0:
		pick(g, c.Attachments).Number.Relay = generation
	case k == 3 && len(c.Attachments) > 0:
		pick(g, c.Attachments).Operator.Relay = generation
	default:
		return ""
	}
	return fmt.Sprintf("pass a reference through relay %d", generation)
}

func addProject(g *generator, c *configuration) string {
	if len(c.Projects) > 1 {
		return ""
	}
	p := walkProject{Label: g.label(), Language: "en"}
	if g.bool() {
		p.Label = keptPrefix + p.Label
	}
	p.Name, p.Description, p.RetentionDays = "Project "+p.Label, maybe(g, "About "+p.Label), maybe(g, int64(30))
	c.Projects = append(c.Projects, p)
	return "add project " + p.Label
}

func changeProject(g *generator, c *configuration) string {
	if len(c.Projects) == 0 {
		return ""
	}
	p := pick(g, c.Projects)
	p.Language = *pick(g, []string{"en", "de", "fr"})
	p.Description, p.RetentionDays = maybe(g, fmt.Sprintf("About %d", g.IntN(3))), maybe(g, int64(30+g.IntN(3)))
	return "change project " + p.Label
}

func removeProject(g *generator, c *configuration) string {
	if len(c.Projects) == 0 {
		return ""
	}
	i := g.IntN(len(c.Projects))
	label := c.Projects[i].Label
	c.Projects = slices.Delete(c.Projects, i, i+1)
	return "remove project " + label
}
