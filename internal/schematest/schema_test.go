package schematest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/identitycall/terraform-provider-identitycall/internal/provider"
	"github.com/identitycall/terraform-provider-identitycall/internal/schematest"
)

var update = flag.Bool("update", false,
	"write the golden schema, unless a breaking change lacks its entry in CHANGELOG.md")

var golden = filepath.Join("testdata", "schema.golden.json")

// The schema equals the recorded one. A breaking change must be in the changelog before it can be recorded.
func TestSchema_isTheRecordedOne(t *testing.T) {
	current, err := schematest.Read(t.Context(), provider.New("test")())
	if err != nil {
		t.Fatal(err)
	}
	recorded, content := readGolden(t)
	changes := schematest.Compare(recorded, current)
	for _, change := range changes {
		if !*update {
			t.Error(change)
		}
	}
	changelog, err := os.ReadFile(filepath.Join("..", "..", "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	if schematest.IsReleased(string(changelog)) { // before that, no user depends on it
		missing := schematest.WithoutEntry(string(changelog), changes)
		for _, change := range missing {
			t.Errorf("CHANGELOG.md has no entry of an unreleased version under BREAKING CHANGES that names %s and `%s`",
				change.Object, change.Attribute)
		}
		if len(missing) > 0 {
			return
		}
	}
	encoded, err := json.MarshalIndent(current, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	encoded = append(encoded, '\n')
	switch {
	case *update:
		if err := os.WriteFile(golden, encoded, 0o600); err != nil {
			t.Fatal(err)
		}
	case !bytes.Equal(encoded, content):
		t.Errorf("%s is out of date: run go test ./internal/schematest -update", golden)
	}
}

// readGolden returns the recorded schema; it is empty if there is none yet.
func readGolden(t *testing.T) (schematest.Schema, []byte) {
	t.Helper()
	var recorded schematest.Schema
	content, err := os.ReadFile(golden)
	if os.IsNotExist(err) && *update {
		return recorded, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &recorded); err != nil {
		t.Fatal(err)
	}
	return recorded, content
}

// Validators are not part of the protocol; Read takes them from the framework.
func TestRead_includesValidatorsAndIdentity(t *testing.T) {
	t.Parallel()
	current, err := schematest.Read(t.Context(), provider.New("test")())
	if err != nil {
		t.Fatal(err)
	}
	number := current.Resources["identitycall_virtual_number"]
	if len(number.Attributes["routing_strategy"].Validators) == 0 {
		t.Error("routing_strategy has no validator")
	}
	if number.Identity["id"].Type != "string" {
		t.Errorf("the identity is %+v", number.Identity)
	}
	for name, count := range map[string]int{
		"resources": len(current.Resources), "data sources": len(current.DataSources),
		"list resources": len(current.ListResources), "functions": len(current.Functions),
	} {
		if count < 3 {
			t.Errorf("there are %d %s", count, name)
		}
	}
}
