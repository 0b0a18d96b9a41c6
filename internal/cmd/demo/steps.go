package main

import (
	_ "embed"
	"fmt"
	"strings"
	"text/tabwriter"
)

// script is the text of the steps. It begins with a description of its format.
//
//go:embed steps.txt
var script string

// step is one step of the demo.
type step struct {
	title, explanation string
	actions            []action
	// reads and sent record the requests while the step is played.
	reads int
	sent  []string
}

// action is a file, a change in the dashboard, or a command with what it must show and send.
type action struct {
	kind, head, body string
	shows, sends     []string
}

const (
	file      = "--"
	dashboard = "@"
	command   = "$"
)

func parse(text string) []step {
	var steps []step
	last, body := &action{}, new(string) // the description
	for line := range strings.Lines(text) {
		sign, head, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch sign {
		case "#":
			steps = append(steps, step{title: head})
			body = &steps[len(steps)-1].explanation
		case file, dashboard, command:
			s := &steps[len(steps)-1]
			s.actions = append(s.actions, action{kind: sign, head: head})
			last = &s.actions[len(s.actions)-1]
			body = &last.body
		case "|":
			last.shows = append(last.shows, head)
		case ">":
			last.sends = append(last.sends, head)
		default:
			*body += line
		}
	}
	return steps
}

// table lists the steps with the requests that each sent.
func table(steps []step) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, "step\treads\tsent")
	for i, s := range steps {
		sent := "nothing"
		if len(s.sent) > 0 {
			sent = strings.Join(s.sent, "\n\t\t")
		}
		_, _ = fmt.Fprintf(w, "%2d. %s\t%d\t%s\n", i+1, s.title, s.reads, sent)
	}
	_ = w.Flush()
	return text.String()
}
