package main

import (
	"strings"
	"text/tabwriter"
)

// table is what the bench tells in the end.
type table struct{ lines []line }

type line struct {
	what, measured, bound string
	missed                bool
}

// requests adds a line about a number of requests, which has to be kept.
func (t *table) requests(what, measured, bound string, kept bool) {
	t.lines = append(t.lines, line{what, measured, bound, !kept})
}

// note adds a line about a time or a size: it is told and never judged.
func (t *table) note(what, measured, bound string) {
	t.lines = append(t.lines, line{what: what, measured: measured, bound: bound})
}

func (t *table) missed() int {
	count := 0
	for _, l := range t.lines {
		if l.missed {
			count++
		}
	}
	return count
}

func (t *table) String() string {
	var text strings.Builder
	writer := tabwriter.NewWriter(&text, 0, 0, 0, ' ', 0)
	write := func(cells ...string) { _, _ = writer.Write([]byte(strings.Join(cells, "\t | ") + "\n")) }
	write("what", "measured", "bound")
	write("---", "---", "---")
	for _, l := range t.lines {
		bound := l.bound
		if l.missed {
			bound += "   MISSED"
		}
		write(l.what, l.measured, bound)
	}
	_ = writer.Flush()
	return text.String()
}
