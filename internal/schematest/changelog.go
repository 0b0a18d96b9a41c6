package schematest

import (
	"regexp"
	"strings"
)

var (
	versionHeading = regexp.MustCompile(`^## (\S+) \((.+)\)$`)
	kindHeading    = regexp.MustCompile(`^([A-Z][A-Z ]+):$`)
)

// IsReleased reports whether a changelog has a released version, which users may depend on.
func IsReleased(changelog string) bool {
	for line := range strings.Lines(changelog) {
		if heading := versionHeading.FindStringSubmatch(strings.TrimSpace(line)); heading != nil &&
			heading[2] != "Unreleased" {
			return true
		}
	}
	return false
}

// WithoutEntry returns the breaking changes that the newest version of a changelog does not list under BREAKING
// CHANGES. An entry names the object, and the attribute in backticks.
func WithoutEntry(changelog string, changes []Change) []Change {
	entries := breakingEntries(changelog)
	var missing []Change
	for _, change := range changes {
		if change.Kind != Breaking {
			continue
		}
		listed := false
		for _, entry := range entries {
			listed = listed || change.isIn(entry)
		}
		if !listed {
			missing = append(missing, change)
		}
	}
	return missing
}

func (c Change) isIn(entry string) bool {
	object, _, _ := strings.Cut(strings.TrimPrefix(entry, "* "), ":")
	names := false
	for _, name := range strings.Split(object, ",") {
		names = names || strings.TrimSpace(name) == c.Object
	}
	return names && (c.Attribute == "" || strings.Contains(entry, "`"+c.Attribute+"`"))
}

// breakingEntries returns the lines under BREAKING CHANGES of the newest version, if it is not released yet.
func breakingEntries(changelog string) []string {
	var entries []string
	versions, breaking := 0, false
	for line := range strings.Lines(changelog) {
		line = strings.TrimSpace(line)
		if heading := versionHeading.FindStringSubmatch(line); heading != nil {
			if versions++; versions > 1 || heading[2] != "Unreleased" {
				return entries
			}
			breaking = false
		} else if heading := kindHeading.FindStringSubmatch(line); heading != nil {
			breaking = heading[1] == "BREAKING CHANGES"
		} else if breaking && strings.HasPrefix(line, "* ") {
			entries = append(entries, line)
		}
	}
	return entries
}
