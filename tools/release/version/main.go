// Command version checks that a tag may be released: that it is a semantic version above every released one, that
// CHANGELOG.md has a dated entry for it, and that the number fits the changes in it.
//
//	git tag | version -changelog CHANGELOG.md v1.2.3
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	file := flag.String("changelog", "CHANGELOG.md", "the `file` with the changes")
	flag.Parse()
	changelog, err := os.ReadFile(*file)
	if err == nil {
		var tags []string
		for scanner := bufio.NewScanner(os.Stdin); scanner.Scan(); {
			tags = append(tags, strings.TrimSpace(scanner.Text()))
		}
		err = check(flag.Arg(0), tags, string(changelog))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	fmt.Println(flag.Arg(0), "may be released")
}

// version is a semantic version; prerelease is empty for a release proper.
type version struct {
	major, minor, patch int
	prerelease          string
}

var (
	tagForm = regexp.MustCompile(`^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:alpha|beta|rc)\.(?:0|[1-9]\d*)))?$`)
	heading = regexp.MustCompile(`^## (\S+) \((.+)\)$`)
	date    = regexp.MustCompile(`^(January|February|March|April|May|June|July|August|September|October|November|December)` +
		` [1-9]\d?, \d{4}$`)
	kind = regexp.MustCompile(`^([A-Z][A-Z ]+):$`)
)

func parse(tag string) (version, bool) {
	parts := tagForm.FindStringSubmatch(tag)
	if parts == nil {
		return version{}, false
	}
	major, errMajor := strconv.Atoi(parts[1])
	minor, errMinor := strconv.Atoi(parts[2])
	patch, errPatch := strconv.Atoi(parts[3])
	return version{major, minor, patch, parts[4]}, errors.Join(errMajor, errMinor, errPatch) == nil
}

func (v version) number() string { return fmt.Sprintf("%d.%d.%d", v.major, v.minor, v.patch) }

// compare orders versions. A prerelease comes before its release.
func (v version) compare(other version) int {
	if order := slices.Compare([]int{v.major, v.minor, v.patch}, []int{other.major, other.minor, other.patch}); order != 0 {
		return order
	}
	switch {
	case v.prerelease == other.prerelease:
		return 0
	case v.prerelease == "":
		return 1
	case other.prerelease == "":
		return -1
	}
	name, number, _ := strings.Cut(v.prerelease, ".")
	otherName, otherNumber, _ := strings.Cut(other.prerelease, ".")
	if name != otherName {
		return strings.Compare(name, otherName)
	}
	n, _ := strconv.Atoi(number)
	o, _ := strconv.Atoi(otherNumber)
	return n - o
}

func check(tag string, tags []string, changelog string) error {
	wanted, ok := parse(tag)
	if !ok {
		return fmt.Errorf("%q is not a version such as v1.2.3 or v1.2.3-rc.1", tag)
	}
	var previous *version // the newest release proper
	for _, other := range tags {
		v, ok := parse(other)
		if !ok || other == tag {
			continue
		}
		if v.compare(wanted) >= 0 {
			return fmt.Errorf("%s is not above %s, which is tagged already", tag, other)
		}
		if v.prerelease == "" && (previous == nil || v.compare(*previous) > 0) {
			previous = &v
		}
	}
	kinds, err := entry(wanted, changelog)
	if err != nil {
		return err
	}
	if previous == nil {
		return nil
	}
	return fits(wanted, *previous, kinds)
}

// entry returns the kinds of changes that the changelog lists for a version, which has to be its newest.
func entry(wanted version, changelog string) ([]string, error) {
	var kinds []string
	found, changes := false, 0
	for line := range strings.Lines(changelog) {
		line = strings.TrimSpace(line)
		if parts := heading.FindStringSubmatch(line); parts != nil {
			if found {
				break
			}
			if parts[1] != wanted.number() {
				return nil, fmt.Errorf("the newest entry of the changelog is about %s, not %s", parts[1], wanted.number())
			}
			if !date.MatchString(parts[2]) && (wanted.prerelease == "" || parts[2] != "Unreleased") {
				return nil, fmt.Errorf("the changelog's entry for %s has no date such as January 2, 2027", wanted.number())
			}
			found = true
		} else if parts := kind.FindStringSubmatch(line); found && parts != nil {
			kinds = append(kinds, parts[1])
		} else if found && strings.HasPrefix(line, "* ") {
			changes++
		}
	}
	switch {
	case !found:
		return nil, fmt.Errorf("the changelog has no entry for %s", wanted.number())
	case changes == 0:
		return nil, fmt.Errorf("the changelog's entry for %s lists no change", wanted.number())
	}
	return kinds, nil
}

// fits compares the number with the changes. Below 1.0.0 a minor version may break, and a patch may not.
func fits(wanted, previous version, kinds []string) error {
	breaking := slices.Contains(kinds, "BREAKING CHANGES")
	feature := slices.Contains(kinds, "FEATURES") || slices.Contains(kinds, "ENHANCEMENTS")
	major := wanted.major > previous.major
	minor := major || wanted.minor > previous.minor
	switch {
	case breaking && previous.major > 0 && !major:
		return fmt.Errorf("%s breaks configurations, so it needs a new major version", wanted.number())
	case breaking && !minor:
		return fmt.Errorf("%s breaks configurations, so it needs a new minor version", wanted.number())
	case feature && !minor:
		return fmt.Errorf("%s has new features, so it needs a new minor version", wanted.number())
	}
	for _, step := range []version{
		{major: previous.major + 1}, {major: previous.major, minor: previous.minor + 1},
		{major: previous.major, minor: previous.minor, patch: previous.patch + 1},
	} {
		if step.number() == wanted.number() {
			return nil
		}
	}
	return fmt.Errorf("%s does not follow %s: a number is skipped", wanted.number(), previous.number())
}
