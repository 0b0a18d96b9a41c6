// Command sbom writes a software bill of materials of the release's binaries, in CycloneDX JSON. It reads what the Go
// linker recorded in them. The same binaries give the same bytes.
//
// All platforms share one SBOM, so it fails if the binaries contain different modules.
package main

import (
	"debug/buildinfo"
	"encoding/hex"
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
	var firstPath string
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isBinary(entry.Name()) {
			return err
		}
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if first == nil {
			first, firstPath = info, path
			return nil
		}
		if a, b := modules(first), modules(info); !slices.Equal(a, b) {
			return fmt.Errorf("%s and %s contain different modules: %v and %v", firstPath, path, a, b)
		}
		return nil
	})
	if err == nil && first == nil {
		err = fmt.Errorf("there is no binary below %s", directory)
	}
	return first, err
}

// isBinary tells a binary from the archive that contains it.
func isBinary(name string) bool {
	return strings.HasPrefix(name, binaryPrefix) && (filepath.Ext(name) == ".exe" || !strings.HasSuffix(name, ".zip"))
}

// modules are the modules in a binary, and the Go version.
func modules(info *debug.BuildInfo) []string {
	all := []string{info.GoVersion}
	for _, module := range info.Deps {
		module = effective(module)
		all = append(all, module.Path+"@"+module.Version+" "+module.Sum)
	}
	slices.Sort(all)
	return all
}

func effective(module *debug.Module) *debug.Module {
	if module.Replace != nil {
		return module.Replace
	}
	return module
}

type bom struct {
	Schema       string       `json:"$schema"`
	Format       string       `json:"bomFormat"`
	SpecVersion  string       `json:"specVersion"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Ref        string     `json:"bom-ref"`
	Type       string     `json:"type"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl"`
	Licenses   []license  `json:"licenses,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type license struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

func newBOM(info *debug.BuildInfo, version string, at time.Time) bom {
	own := newComponent("application", info.Main.Path, "v"+version)
	var mpl license
	mpl.License.ID = "MPL-2.0"
	own.Licenses = []license{mpl}

	components := []component{newComponent("library", "std", strings.TrimPrefix(info.GoVersion, "go"))}
	for _, module := range info.Deps {
		module = effective(module)
		c := newComponent("library", module.Path, module.Version)
		if module.Sum != "" {
			c.Properties = []property{{"go:sum", module.Sum}}
		}
		components = append(components, c)
	}
	slices.SortFunc(components, func(a, b component) int { return strings.Compare(a.Ref, b.Ref) })

	// The linker records which modules are in a binary, not which of them needs which.
	dependencies := []dependency{{Ref: own.Ref}}
	for _, c := range components {
		dependencies[0].DependsOn = append(dependencies[0].DependsOn, c.Ref)
		dependencies = append(dependencies, dependency{Ref: c.Ref})
	}
	return bom{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata:   metadata{Timestamp: at.Format(time.RFC3339), Component: own},
		Components: components, Dependencies: dependencies,
	}
}

func newComponent(kind, path, version string) component {
	url := "pkg:golang/" + escape(path) + "@" + escape(version)
	return component{Ref: url, Type: kind, Name: path, Version: version, PURL: url}
}

// escape writes a part of a package URL.
func escape(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', strings.IndexByte("/.-_~", b) >= 0:
			out.WriteByte(b)
		default:
			out.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{b})))
		}
	}
	return out.String()
}
