package contract

import (
	"fmt"
	"io"
	"strings"
)

// Write prints a report that can be pasted into an issue.
func (r Report) Write(w io.Writer) error {
	out := &strings.Builder{}
	fmt.Fprintf(out, "IdentityCall API contract: %d facts hold, %d differ, %d not checked (%d requests)\n",
		r.Count(Holds), r.Count(Differs), r.Count(NotChecked), r.Requests)
	for _, left := range r.LeftBehind {
		fmt.Fprintf(out, "\n! Left behind: %s. Check the account and correct it in the dashboard.\n", left)
	}
	r.section(out, "Where the vendor's pages disagree", func(result Result) bool { return result.Disputed })
	r.section(out, "Differs", func(result Result) bool { return !result.Disputed && result.Outcome == Differs })
	r.section(out, "Not checked", func(result Result) bool { return !result.Disputed && result.Outcome == NotChecked })
	r.section(out, "Holds", func(result Result) bool { return !result.Disputed && result.Outcome == Holds })
	_, err := io.WriteString(w, out.String())
	return err
}

// maxDetails is how many details of one fact are printed.
const maxDetails = 8

func (r Report) section(out io.Writer, title string, belongs func(Result) bool) {
	heading := "\n" + title + "\n\n"
	for _, result := range r.Results {
		if !belongs(result) {
			continue
		}
		_, _ = fmt.Fprintf(out, "%s%-11s  %s: %s\n", heading, result.Outcome, result.Name, result.Statement)
		heading = ""
		if result.Outcome == Differs {
			_, _ = fmt.Fprintf(out, "             reference: %s\n", result.Reference)
		}
		for i, detail := range result.Details {
			if i == maxDetails {
				_, _ = fmt.Fprintf(out, "             - and %d more\n", len(result.Details)-maxDetails)
				break
			}
			_, _ = fmt.Fprintf(out, "             - %s\n", detail)
		}
	}
}
