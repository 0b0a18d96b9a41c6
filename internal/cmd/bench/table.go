package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// table is the result of the bench.
type table struct{ rows [][3]string }

// compare adds the ratio of two times. A goal of 0 means no goal.
func (t *table) compare(what string, took, against time.Duration, goal float64) {
	ratio := took.Seconds() / against.Seconds()
	wanted := ""
	if goal > 0 {
		wanted = fmt.Sprintf("at most %g times", goal)
		if ratio > goal {
			wanted += "   MISSED"
		}
	}
	t.note(what, fmt.Sprintf("%.2f times (%.2f s against %.2f s)", ratio, took.Seconds(), against.Seconds()), wanted)
}

// note adds a row.
func (t *table) note(what, measured, goal string) {
	t.rows = append(t.rows, [3]string{what, measured, goal})
}

// String writes the rows as a Markdown table with aligned columns.
func (t *table) String() string {
	var text strings.Builder
	writer := tabwriter.NewWriter(&text, 0, 0, 0, ' ', 0)
	for _, row := range append([][3]string{{"what", "measured", "goal"}, {"---", "---", "---"}}, t.rows...) {
		_, _ = fmt.Fprintf(writer, "| %s\t | %s\t | %s\t |\n", row[0], row[1], row[2])
	}
	_ = writer.Flush()
	return text.String()
}
