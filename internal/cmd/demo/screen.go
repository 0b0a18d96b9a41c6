package main

import (
	"fmt"
	"regexp"
	"strings"
)

// noise matches output that every run has and the demo omits: the warning about dev_overrides, the legend of a plan,
// and the file of the saved plan.
var noise = regexp.MustCompile(`(?s)` + strings.Join([]string{
	`Warning: Provider development overrides are in effect\n.*?releases\.\n`,
	`(?:Terraform|OpenTofu) used the selected providers? to generate.*?will perform the following(?:\s+actions)?:\n`,
	`Saved the plan to: [^\n]*\n`,
	`To perform exactly these actions, run the following command to apply:\n[^\n]*\n`,
	`─{20,}\n`,
}, "|"))

var manyEmptyLines = regexp.MustCompile(`\n(?:[ \t]*\n){2,}`)

// essential returns the output of the CLI without the noise.
func essential(output string) string {
	return strings.Trim(manyEmptyLines.ReplaceAllString(noise.ReplaceAllString(output, ""), "\n\n"), "\n")
}

// show prints a text with a margin before each line.
func show(margin, text string) {
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		fmt.Println(strings.TrimRight(margin+line, " \n"))
	}
}
