package main

import (
	"strings"
	"testing"
)

const head = "## 1.3.0 (January 2, 2027)\n\n"

const older = "\n## 1.2.3 (December 1, 2026)\n\nBREAKING CHANGES:\n\n* provider: something older\n"

// A tag is released only if its number fits the tags and the changelog.
func TestCheck(t *testing.T) {
	feature := head + "FEATURES:\n\n* provider: something new\n" + older
	for name, test := range map[string]struct {
		tag, tags, changelog string
		want                 string // a part of the error; empty for none
	}{
		"feature in a minor version":  {"v1.3.0", "v1.2.3", feature, ""},
		"the tag itself is there":     {"v1.3.0", "v1.2.3 v1.3.0", feature, ""},
		"first release":               {"v1.3.0", "", feature, ""},
		"a candidate":                 {"v1.3.0-rc.2", "v1.2.3 v1.3.0-rc.1", strings.Replace(feature, "January 2, 2027", "Unreleased", 1), ""},
		"after its candidate":         {"v1.3.0", "v1.2.3 v1.3.0-rc.10", feature, ""},
		"no version":                  {"1.3.0", "", feature, "is not a version"},
		"leading zero":                {"v1.03.0", "", feature, "is not a version"},
		"other words":                 {"v1.3.0-final", "", feature, "is not a version"},
		"not above":                   {"v1.3.0", "v1.4.0", feature, "is not above v1.4.0"},
		"candidate after the release": {"v1.3.0-rc.1", "v1.3.0", feature, "is not above v1.3.0"},
		"candidate before":            {"v1.3.0-rc.2", "v1.3.0-rc.10", feature, "is not above v1.3.0-rc.10"},
		"beta after rc":               {"v1.3.0-beta.1", "v1.3.0-rc.1", feature, "is not above v1.3.0-rc.1"},
		"other entry":                 {"v1.4.0", "v1.3.0", feature, "is about 1.3.0, not 1.4.0"},
		"unreleased":                  {"v1.3.0", "v1.2.3", strings.Replace(feature, "January 2, 2027", "Unreleased", 1), "has no date"},
		"no entry":                    {"v1.3.0", "v1.2.3", "", "has no entry"},
		"empty entry":                 {"v1.3.0", "v1.2.3", head + older, "lists no change"},
		"feature in a patch":          {"v1.3.1", "v1.3.0", strings.Replace(feature, "1.3.0", "1.3.1", 1), "needs a new minor version"},
		"fix in a patch":              {"v1.3.1", "v1.3.0", "## 1.3.1 (January 2, 2027)\n\nBUG FIXES:\n\n* provider: a fix\n", ""},
		"breaking in a minor version": {"v1.3.0", "v1.2.3", head + "BREAKING CHANGES:\n\n* provider: removed\n", "needs a new major version"},
		"breaking in a major version": {"v2.0.0", "v1.2.3", "## 2.0.0 (January 2, 2027)\n\nBREAKING CHANGES:\n\n* provider: removed\n", ""},
		"breaking below 1.0.0":        {"v0.2.0", "v0.1.7", "## 0.2.0 (January 2, 2027)\n\nBREAKING CHANGES:\n\n* provider: removed\n", ""},
		"breaking in a patch below 1.0.0": {"v0.1.8", "v0.1.7", "## 0.1.8 (January 2, 2027)\n\nBREAKING CHANGES:\n\n* provider: removed\n",
			"needs a new minor version"},
		"a skipped number": {"v1.5.0", "v1.3.0", strings.Replace(feature, "1.3.0", "1.5.0", 1), "does not follow 1.3.0"},
	} {
		t.Run(name, func(t *testing.T) {
			err := check(test.tag, strings.Fields(test.tags), test.changelog)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
