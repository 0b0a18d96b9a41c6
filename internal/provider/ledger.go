package provider

import (
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ledger records what the resources of one run do to which object. Terraform calls ModifyPlan in one process: while
// planning for every instance of the configuration and of state, also for those that do not change; inside apply again
// for those that do change, before their Create or Update. So the ledger shows while planning that two resources manage
// one object, and inside apply that what a Delete is about to undo is still wanted.
//
// A replacement is planned twice, with its prior state and without. So a create of an object that another resource
// keeps looks like a replacement, and is no conflict. Each provider block is a process of its own, with its own ledger.
type ledger struct {
	mu      sync.Mutex
	objects map[managedObject]*entry
	lists   map[int64]plannedList
	// arriving are the numbers to which an attachment attaches an operator that is not known yet.
	arriving map[int64]bool
	// applying is true once a Create or Update has started: the plans met from now on are those inside apply.
	applying bool
	// emptied are the numbers for which a plan warns that they are left without an operator.
	emptied map[int64]bool
}

// managedObject is the key of an entry: a numberObject, purchaseObject, listObject, operatorObject, projectObject or an
// attachment.
type managedObject interface {
	// describe names the object in messages. label is what its resource calls it, such as "Alice Carter (ID 12)". An
	// attachment has a label of its own.
	describe(label string) string
	// isUndone reports whether a resource sends something when it gives the object up.
	isUndone() bool
}

type (
	numberObject   int64  // a virtual number, by its ID
	purchaseObject string // a purchase, by its phone number in E.164
	listObject     int64  // the list of operators of a virtual number, by the number's ID
	operatorObject int64
	projectObject  int64
)

func (numberObject) describe(label string) string   { return "virtual number " + label }
func (purchaseObject) describe(label string) string { return "the purchase of " + label }
func (listObject) describe(label string) string {
	return "the list of operators of virtual number " + label
}
func (operatorObject) describe(label string) string { return "operator " + label }
func (projectObject) describe(label string) string  { return "project " + label }
func (attachment) describe(label string) string     { return "the attachment of operator " + label }

func (numberObject) isUndone() bool   { return false }
func (purchaseObject) isUndone() bool { return false }
func (listObject) isUndone() bool     { return false }
func (operatorObject) isUndone() bool { return true }
func (projectObject) isUndone() bool  { return true }
func (attachment) isUndone() bool     { return true }

// entry is what the plans met so far do to one object.
type entry struct {
	unchanged int  // plans that begin and end with it
	reached   int  // plans that begin with another object and end with it
	created   int  // plans without a prior state that end with it
	listed    bool // an attachment in a list that is unchanged, or may turn out to be
	givenUp   bool // a plan destroys it, or begins with it and ends with another object
	reported  bool // a conflict is reported once
	claimed   bool // its Create or Update has started
}

// plannedList is the planned list of one number.
type plannedList struct {
	operators []int64
	// complete is false if an operator of the list is not known yet.
	complete bool
	// unchanged is true if the plan sends nothing.
	unchanged bool
}

func newLedger() *ledger {
	return &ledger{
		objects: map[managedObject]*entry{}, lists: map[int64]plannedList{}, arriving: map[int64]bool{},
		emptied: map[int64]bool{},
	}
}

// plan records a plan that begins with prior, nil for a create, and ends with planned. If planned is nil, it is not
// known yet, and nothing is recorded. Whoever comes second reports that two resources manage one object. label is what
// the resource calls its object in messages.
func (s *session) plan(prior, planned managedObject, label string, diags *diag.Diagnostics) {
	if s == nil || planned == nil {
		return
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	switch prior {
	case nil:
		s.ledger.at(planned).created++
	case planned:
		s.ledger.at(planned).unchanged++
	default:
		s.ledger.at(planned).reached++
		s.ledger.at(prior).givenUp = true
		s.report(prior, label, diags)
	}
	s.report(planned, label, diags)
}

// planDestroy records the plan of a destroy.
func (s *session) planDestroy(prior managedObject, label string, diags *diag.Diagnostics) {
	if s == nil || prior == nil {
		return
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	s.ledger.at(prior).givenUp = true
	s.report(prior, label, diags)
}

// objectWithID returns the object with an ID in a plan or in state, nil if the ID is not known.
func objectWithID[T interface {
	~int64
	managedObject
}](id types.String) managedObject {
	parsed, err := parseID(id.ValueString())
	if err != nil {
		return nil
	}
	return T(parsed)
}

// planList records a list with the operators that it is to have. An unchanged list relies on its attachments: a
// resource that gives one of them up would detach it, and nothing would attach it again. A list that changes detaches
// what it does not contain.
func (s *session) planList(number int64, planned plannedList, diags *diag.Diagnostics) {
	if s == nil {
		return
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	s.ledger.lists[number] = planned
	if planned.unchanged {
		s.rely(number, planned.operators, diags)
		return
	}
	for o := range s.ledger.objects {
		if pair, ok := o.(attachment); ok && pair.number == number {
			s.report(pair, "", diags)
		}
	}
}

// hasPlannedList reports whether a list of the number has been planned.
func (s *session) hasPlannedList(number int64) bool {
	if s == nil {
		return false
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	_, found := s.ledger.lists[number]
	return found
}

// planUnknownList records a list of which something is not known yet, with the operators that it has in state. Inside
// apply, it may turn out to be unchanged, and then nothing would attach again what another resource has detached.
func (s *session) planUnknownList(number int64, operators []int64, diags *diag.Diagnostics) {
	if s == nil {
		return
	}
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	s.rely(number, operators, diags)
}

// rely records the attachments that a list relies on without owning them. The caller holds the ledger's lock.
func (s *session) rely(number int64, operators []int64, diags *diag.Diagnostics) {
	for _, operator := range operators {
		pair := attachment{number, operator}
		s.ledger.at(pair).listed = true
		s.report(pair, "", diags)
	}
}

// at returns the entry of an object. The caller holds the lock.
func (l *ledger) at(o managedObject) *entry {
	if l.objects[o] == nil {
		l.objects[o] = &entry{}
	}
	return l.objects[o]
}

// report adds an error for the first conflict about an object. The caller holds the ledger's lock.
func (s *session) report(o managedObject, label string, diags *diag.Diagnostics) {
	e := s.ledger.at(o)
	if e.reported || s.isPulumi {
		return
	}
	if pair, ok := o.(attachment); ok {
		label = pair.label(s)
	}
	switch {
	case e.unchanged+e.reached > 1 || e.created > 1:
		addManagedTwice(diags, path.Empty(), o.describe(label))
	case o.isUndone() && e.givenUp && (e.unchanged > 0 || e.listed):
		addGivenUp(diags, o.describe(label))
	case e.unchanged > 0 && s.ledger.drops(o):
		addDropped(diags, o.describe(label))
	default:
		return
	}
	e.reported = true
}

// drops reports whether the planned list of a number detaches an attachment. The caller holds the lock.
func (l *ledger) drops(o managedObject) bool {
	pair, ok := o.(attachment)
	if !ok {
		return false
	}
	list, ok := l.lists[pair.number]
	return ok && list.complete && !list.unchanged && !slices.Contains(list.operators, pair.operator)
}

// claim records that the Create or Update of an object has started, and reports whether it is the first one of this
// run. Two Creates or Updates of one object are two resources.
func (l *ledger) claim(o managedObject) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := !l.at(o).claimed
	l.at(o).claimed, l.applying = true, true
	return first
}

// isApplying reports whether a Create or Update of this run has started.
func (l *ledger) isApplying() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.applying
}

// isClaimed reports whether the Create or Update of an object has started.
func (l *ledger) isClaimed(o managedObject) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.objects[o] != nil && l.objects[o].claimed
}

// release undoes a claim, after a Create or Update that failed.
func (l *ledger) release(o managedObject) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at(o).claimed = false
}

// isWanted reports whether a resource met so far ends with one of the objects.
func (l *ledger) isWanted(objects ...managedObject) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(objects, func(o managedObject) bool {
		e := l.objects[o]
		return e != nil && (e.claimed || e.unchanged+e.reached+e.created > 0)
	})
}

// isKnown reports whether a resource met so far begins or ends with the object.
func (l *ledger) isKnown(o managedObject) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.objects[o]
	return e != nil && (e.givenUp || e.claimed || e.unchanged+e.reached+e.created > 0)
}

// isLeftEmpty reports whether the plans met so far detach all these operators of a number, or delete them, and attach
// nobody else. A later plan may still do so.
func (l *ledger) isLeftEmpty(number int64, operators []int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	isDeleted := func(operator int64) bool {
		e := l.objects[operatorObject(operator)]
		return e != nil && e.givenUp
	}
	for o, e := range l.objects {
		pair, ok := o.(attachment)
		if ok && pair.number == number && e.unchanged+e.reached+e.created > 0 && !isDeleted(pair.operator) {
			return false
		}
	}
	list, isListed := l.lists[number]
	stays := func(operator int64) bool {
		e := l.objects[attachment{number, operator}]
		isDetached := isListed && !slices.Contains(list.operators, operator) || !isListed && e != nil && e.givenUp
		return !isDetached && !isDeleted(operator)
	}
	return !l.arriving[number] && (!isListed || list.complete) &&
		!slices.ContainsFunc(slices.Concat(operators, list.operators), stays)
}

// attachesUnknown records that an attachment attaches an operator that is not known yet to a number.
func (l *ledger) attachesUnknown(number int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.arriving[number] = true
}

// waysOut are the next steps after a conflict in the plan. A provider does not know the addresses of resources.
const waysOut = "1. If you renamed the resource, add a moved block (from = OLD ADDRESS, to = NEW ADDRESS), and " +
	"remove an import block for the same object.\n" +
	"2. If the object is in the configuration twice, delete one of the two resource blocks and remove it from state " +
	"without sending anything: a removed block with from = ADDRESS and lifecycle { destroy = false }, or with Terraform " +
	"1.5 and 1.6 the command terraform state rm ADDRESS.\n" +
	"3. If the plan shows a deposed object at an address, run terraform state rm for this address, then import the " +
	"object that you keep.\n\n" +
	"To destroy the whole configuration, terraform destroy -refresh=false skips this check."

// addManagedTwice refuses a second resource for the same object. Each of the two would undo what the other one does, or
// destroy what the other one manages.
func addManagedTwice(diags *diag.Diagnostics, at path.Path, object string) {
	addErrorAt(diags, at, upperFirst(object)+" is managed by two resources",
		"Two resources of this configuration manage the same object: each one would change or destroy what the other one "+
			"manages. Nothing was changed or purchased for this one.\n\n"+waysOut)
}

// addGivenUp refuses to destroy, or to detach, what another resource keeps.
func addGivenUp(diags *diag.Diagnostics, object string) {
	diags.AddError(upperFirst(object)+" is given up by one resource and kept by another",
		"One resource of this plan destroys "+object+", or changes to another object. A second one keeps it and sends "+
			"nothing, so the object would be deleted or detached although the configuration still contains it.\n\n"+waysOut)
}

// addDropped refuses a list that detaches what an attachment keeps.
func addDropped(diags *diag.Diagnostics, object string) {
	diags.AddError(upperFirst(object)+" is given up by a list and kept by another resource",
		"The identitycall_virtual_number_operators of this number does not contain the operator and would detach it. An "+
			"identitycall_virtual_number_operator keeps it attached. The two would undo each other in every apply.\n\n"+
			"Add the operator to operator_ids, or delete the identitycall_virtual_number_operator block, so that its operator "+
			"is detached.\n\nTo destroy the whole configuration, terraform destroy -refresh=false skips this check.")
}
