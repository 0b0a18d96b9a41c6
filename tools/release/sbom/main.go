// Command sbom writes a software bill of materials of the release's binaries, in CycloneDX JSON. It reads what the Go
// linker recorded in them. The same binaries give the same bytes.
//
// All platforms share one SBOM, so it fails if the binaries contain different modules. cyclonedx-gomod describes one
// binary, with its platform and hash, and knows no time but the current one.
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

const binaryPrefix = "terraform-provider-identitycall_v"

func main() {
	version := flag.String("version", "", "the release's `version`")
	timestamp := flag.String("time", "0", "the commit's time, in `seconds` since 1970")
	output := flag.String("output", "", "the `file` to write")
	flag.Parse()
	if err := run(*version, *timestamp, *output, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(version, timestamp, output, directory string) error {
	if version == "" || output == "" || directory == "" {
		return errors.New("usage: sbom -version=1.2.3 -time=seconds -output=file directory")
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return err
	}
	info, err := readAll(directory)
	if err != nil {
		return err
	}
	content, err := json.MarshalIndent(newBOM(info, version, time.Unix(seconds, 0).UTC()), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(output, append(content, '\n'), 0o644)
}

// readAll reads the build information of the provider's binaries below a directory. It is the same for all.
func readAll(directory string) (*debug.BuildInfo, error) {
	var first *debug.BuildInfo
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasPrefix(entry.Name(), binaryPrefix) ||
			strings.HasSuffix(entry.Name(), ".zip") {
			return err
		}
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if first == nil {
			first = info
		}
		if a, b := components(first), components(info); fmt.Sprint(a) != fmt.Sprint(b) {
			return fmt.Errorf("%s contains different modules: %v, not %v", path, b, a)
		}
		return nil
	})
	if err == nil && first == nil {
		err = fmt.Errorf("there is no binary below %s", directory)
	}
	return first, err
}

type object = map[string]any

func newBOM(info *debug.BuildInfo, version string, at time.Time) object {
	own := newComponent("application", info.Main.Path, "v"+version)
	own["licenses"] = []object{{"license": object{"id": "MPL-2.0"}}}
	// The linker records which modules are in a binary, not which of them needs which.
	var needed []string
	dependencies := []object{}
	for _, c := range components(info) {
		needed = append(needed, c["purl"].(string))
		dependencies = append(dependencies, object{"ref": c["purl"]})
	}
	return object{
		"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
		"version":      1,
		"metadata":     object{"timestamp": at.Format(time.RFC3339), "component": own},
		"components":   components(info),
		"dependencies": append(dependencies, object{"ref": own["purl"], "dependsOn": needed}),
	}
}

// components are Go's standard library and the modules in a binary, each as what replaces it.
func components(info *debug.BuildInfo) []object {
	all := []object{newComponent("library", "std", strings.TrimPrefix(info.GoVersion, "go"))}
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		c := newComponent("library", module.Path, module.Version)
		if module.Sum != "" {
			c["properties"] = []object{{"name": "go:sum", "value": module.Sum}}
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b object) int { return strings.Compare(a["purl"].(string), b["purl"].(string)) })
	return all
}

// newComponent names a module. Of the characters in its path and version, only + is escaped in a package URL.
func newComponent(kind, path, version string) object {
	url := "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
	return object{"bom-ref": url, "type": kind, "name": path, "version": version, "purl": url}
}
