package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/acctest"
	"github.com/identitycall/terraform-provider-identitycall/internal/sandbox"
)

// parallelisms are the two orders in which Terraform may plan and apply: one after the other, and all at once.
var parallelisms = []string{"-parallelism=1", "-parallelism=10"}

// Resources that would undo each other are an error in the plan, and nothing is sent. The steps that the error shows
// help.
func TestAccHazards_routingConflicts(t *testing.T) {
	l, x, y := list("l", `"7"`, `"11"`, `"12"`), attachment("x", `"7"`, `"12"`), attachment("y", `"7"`, `"12"`)
	const attached12 = "The attachment of operator Agent 12 (ID 12) to virtual number " + phone7 + " (ID 7) is "
	for name, c := range map[string]struct {
		before []string // applied one after the other
		after  string
		want   string
		remove string // from state, after which the configuration applies and sends nothing
	}{
		"attachments of an unchanged list are removed": {[]string{l + x}, l, attached12 + "given up by one resource",
			"identitycall_virtual_number_operator.x"},
		"one of two equal attachments is removed": {[]string{x, x + y}, y, attached12 + "given up by one resource",
			"identitycall_virtual_number_operator.x"},
		"a list drops what an attachment keeps": {[]string{l + x}, list("l", `"7"`, `"11"`) + x,
			attached12 + "given up by a list", ""},
		"a second list is added later": {[]string{l, l + list("m", `"7"`, `"12"`)}, l + list("m", `"7"`, `"12"`),
			"The list of operators of virtual number " + phone7 + " (ID 7) is managed by two resources", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHazard(t)
			for _, configuration := range c.before {
				if screen, code := h.apply(configuration); code != 0 {
					t.Fatalf("apply ended with %d:\n%s", code, screen)
				}
			}
			h.Configure(c.after)
			h.Service.ClearRequests()
			for _, parallelism := range parallelisms {
				screen, code := h.Plan(parallelism)
				if code != 1 || !acctest.Match(c.want).MatchString(screen) || strings.Count(screen, "Error:") != 1 {
					t.Errorf("the plan with %s ended with %d, want one error with %q:\n%s", parallelism, code, c.want, screen)
				}
			}
			if writes := h.Service.Writes(); len(writes) > 0 {
				t.Errorf("planning sent %q", writes)
			}
			if c.remove != "" {
				h.Must("state", "rm", c.remove)
				h.changes(c.after)
				h.wrote()
				h.routes(7, 11, 12)
			}
			if screen, code := h.Run("destroy", "-auto-approve", "-refresh=false"); code != 0 {
				t.Errorf("the destroy ended with %d:\n%s", code, screen)
			}
		})
	}
}

// Nothing of what Terraform does to resources that stay in the configuration is a conflict.
func TestAccHazards_routingWithoutConflict(t *testing.T) {
	lists := func(l, m, seven, eight string) string {
		return list(l, seven, `"11"`, `"12"`) + list(m, eight, `"13"`)
	}
	attachments := func(x, y, thirteen, fourteen string) string {
		return attachment(x, `"9"`, thirteen) + attachment(y, `"9"`, fourteen)
	}
	moved := func(kind, from, to string) string {
		return "moved {\n  from = " + kind + "." + from + "\n  to   = " + kind + "." + to + "\n}\n"
	}
	plain := lists("l", "m", `"7"`, `"8"`) + attachments("x", "y", `"13"`, `"14"`)
	createFirst := withInAll(plain, "lifecycle { create_before_destroy = true }")
	turned := attachment("l", `"7"`, `"11"`) + attachment("l2", `"7"`, `"12"`) + list("m", `"8"`, `"13"`) +
		list("x", `"9"`, `"13"`, `"14"`)
	const listL, attachmentX = typeList + ".l", typeAttachment + ".x"
	for _, parallelism := range parallelisms {
		t.Run(parallelism, func(t *testing.T) {
			if parallelism == parallelisms[0] {
				acctest.Once(t)
			}
			h := newHazard(t)
			for _, step := range []struct {
				configuration, replace, taint string
				sendsNothing                  bool
			}{
				{configuration: plain},
				{configuration: lists("l2", "m2", `"7"`, `"8"`) + attachments("x2", "y2", `"13"`, `"14"`)}, // renamed
				{configuration: plain + moved(typeList, "l2", "l") + moved(typeList, "m2", "m") +
					moved(typeAttachment, "x2", "x") + moved(typeAttachment, "y2", "y"), sendsNothing: true},
				{configuration: lists("l", "m", `"8"`, `"7"`) + attachments("x", "y", `"14"`, `"13"`)}, // swapped
				{configuration: plain},
				{configuration: turned}, // lists into attachments, and attachments into a list
				{configuration: plain},
				{configuration: plain, replace: listL}, {configuration: plain, replace: attachmentX},
				{configuration: plain, taint: listL}, {configuration: plain, taint: attachmentX},
				{configuration: createFirst},
				{configuration: createFirst, replace: listL}, {configuration: createFirst, replace: attachmentX},
			} {
				arguments := []string{parallelism}
				if step.taint != "" {
					h.Must("taint", step.taint)
				}
				if step.replace != "" {
					arguments = append(arguments, "-replace="+step.replace)
				}
				h.changes(step.configuration, arguments...)
				h.routesTo(9, 13, 14)
				if step.sendsNothing {
					h.wrote()
				}
			}
			if screen, code := h.Plan("-refresh-only", parallelism); code != 0 {
				t.Errorf("a refresh without drift ended with %d:\n%s", code, screen)
			}
			target := "-target=" + listL
			h.Configure(lists("l", "m", `"8"`, `"7"`) + attachment("x", `"9"`, `"14"`))
			h.Must("plan", "-out=tfplan", "-input=false", target, parallelism)
			h.Must("apply", "-input=false", parallelism, "tfplan")
			h.routes(8, 11, 12)
			h.changes(plain, parallelism)
			h.Must("destroy", "-auto-approve", "-input=false", parallelism)
			h.routes(7, 11, 12)
			h.routes(9)
		})
	}
}

// A change that is half done is in state, so that the next apply completes it, also if the configuration is reverted.
func TestAccHazards_halfDoneChanges(t *testing.T) {
	refuse := sandbox.Status(http.StatusUnprocessableEntity, `{"error":"Try again tomorrow"}`)
	t.Run("attachments", func(t *testing.T) {
		h := newHazard(t)
		// Each attachment has a number of its own.
		var before, changed, then string
		var half []string
		writes := map[int64][]string{}
		for i, next := range []struct {
			operator int64
			writes   func(id int64) []string
		}{
			{14, func(id int64) []string { return []string{detach(id, 13)} }},                                 // again
			{13, func(id int64) []string { return []string{attach(id, 13), detach(id, 14)} }},                 // reverted
			{0, func(id int64) []string { return []string{detach(id, 13), detach(id, 14)} }},                  // destroyed
			{14, func(id int64) []string { return []string{detach(id, 13), detach(id, 14), attach(id, 14)} }}, // replaced
		} {
			id := int64(21 + i)
			h.Service.AddVirtualNumber(sandbox.VirtualNumber{ID: id, PhoneNumber: fmt.Sprintf("+1555001%04d", id), Active: true})
			one := func(operator int64) string {
				return attachment(fmt.Sprint("a", id), fmt.Sprintf("%q", fmt.Sprint(id)), fmt.Sprintf("%q", fmt.Sprint(operator)))
			}
			before, changed = before+one(13), changed+one(14)
			if next.operator > 0 {
				then += one(next.operator)
			}
			half = append(half, attach(id, 14), detach(id, 13))
			writes[id] = next.writes(id)
		}
		h.changes(before)
		h.Service.Inject(sandbox.Fault{Method: http.MethodDelete, Times: len(writes), Reply: refuse})
		h.fails("Cannot detach operator", changed)
		if slices.Sort(h.writes); !slices.Equal(h.writes, slices.Sorted(slices.Values(half))) {
			t.Errorf("the apply sent %q", h.writes)
		}
		if screen, code := h.Plan("-refresh-only"); code != 0 {
			t.Errorf("a refresh that finds nothing ended with %d:\n%s", code, screen)
		}
		rest := acctest.Match("Operator Agent 13 (ID 13) is detached")
		if screen, code := h.Plan(); code != 2 || len(rest.FindAllString(screen, -1)) != len(writes) {
			t.Errorf("the plan does not show the rest of the changes: %d\n%s", code, screen)
		}
		h.changes(then, "-replace="+typeAttachment+".a24")
		for id, wanted := range writes {
			sent := slices.DeleteFunc(slices.Clone(h.writes), func(write string) bool {
				return !strings.Contains(write, fmt.Sprintf("/virtual_numbers/%d/", id))
			})
			if !slices.Equal(sent, wanted) {
				t.Errorf("the apply sent %q, want %q", sent, wanted)
			}
		}
	})
	t.Run("list", func(t *testing.T) {
		h := newHazard(t)
		h.changes(list("l", `"7"`, `"11"`, `"12"`))
		h.Service.Inject(sandbox.Fault{Method: http.MethodPost, Skip: 1, Reply: refuse})
		h.fails("Try again tomorrow", list("l", `"8"`, `"11"`, `"14"`))
		h.routes(8, 13, 11)
		screen, code := h.apply(list("l", `"7"`, `"11"`, `"12"`)) // reverted: the plan says who stays where
		if code != 0 || !acctest.Match("Virtual number "+phone8+" (ID 8) keeps Agent 13 (ID 13) and Agent 11 (ID 11)").
			MatchString(screen) {
			t.Errorf("the apply ended with %d:\n%s", code, screen)
		}
		h.wrote()
	})
}
