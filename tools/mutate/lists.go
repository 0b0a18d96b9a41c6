package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// target is a file to mutate, and the functions in it; none stands for all.
type target struct {
	file      string
	functions []string
}

// readTargets reads lines of a file and, optionally, functions in it.
func readTargets(name string) ([]target, error) {
	lines, err := readLines(name)
	if err != nil {
		return nil, err
	}
	var targets []target
	for _, line := range lines {
		fields := strings.Fields(line)
		targets = append(targets, target{fields[0], fields[1:]})
	}
	return targets, nil
}

// readAccepted reads survivors and the reason of each: the mutant as the report prints it without its line number, a
// tab, the reason.
func readAccepted(name string) (map[string]string, error) {
	lines, err := readLines(name)
	if err != nil {
		return nil, err
	}
	accepted := map[string]string{}
	for _, line := range lines {
		mutant, reason, ok := strings.Cut(line, "\t")
		if !ok || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s: give the reason after a tab: %s", name, line)
		}
		accepted[mutant] = strings.TrimSpace(reason)
	}
	return accepted, nil
}

// readLines returns the lines of a file that are neither empty nor a comment.
func readLines(name string) ([]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var lines []string
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		if line := strings.TrimSpace(scanner.Text()); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, scanner.Err()
}

// allMutants returns the mutants of all targets whose file matches.
func allMutants(root string, targets []target, only *regexp.Regexp) ([]mutant, error) {
	var mutants []mutant
	for _, t := range targets {
		if !only.MatchString(t.file) {
			continue
		}
		source, err := os.ReadFile(filepath.Join(root, t.file))
		if err != nil {
			return nil, fmt.Errorf("targets.txt names a file that cannot be read: %w", err)
		}
		found, err := mutantsOf(t, source)
		if err != nil {
			return nil, err
		}
		mutants = append(mutants, found...)
	}
	return mutants, nil
}
