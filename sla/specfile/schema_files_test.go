package specfile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/jsonschema"
	"github.com/upheld/upheld/sla/specfile"
)

// bySchema tells whether the schema holds for a file as an editor reads it.
func bySchema(t *testing.T, text string) (err error, isYAML bool) {
	t.Helper()
	schema, err := jsonschema.Read(specfile.Schema())
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if yaml.Unmarshal([]byte(text), &document) != nil || len(document.Content) == 0 {
		return nil, false
	}
	return schema.Holds(core(document.Content[0])), true
}

// The schema holds for every agreement in the module.
func TestTheSchemaHoldsForEveryAgreement(t *testing.T) {
	held := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = specfile.Parse(text)
		if strings.Contains(string(text), "\nextends:") { // only Resolve reads other files
			_, err = specfile.Resolve(os.DirFS("../.."), filepath.ToSlash(path[len("../../"):]))
		}
		if err != nil {
			if strings.HasPrefix(string(text), "sla:") || strings.Contains(string(text), "\nsla:") {
				t.Errorf("%s: %v", path, err)
			}
			return nil // a file that holds something else
		}
		held++
		if err, _ := bySchema(t, string(text)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil || held < 90 {
		t.Errorf("%d agreements, %v", held, err)
	}
}

// beyond lists the files of bad that are wrong in what a schema does not see: keys
// that stand twice, their order, anchors, tags, documents, how a number is written,
// and characters that are not seen.
var beyond = map[string]bool{
	"duplicate key": true, "duplicate part": true, "duplicate name": true, "duplicate row": true, "two words for one key": true,
	"version twice and late": true, "anchor": true, "tag": true, "tag of its own": true, "second document": true,
	"number with a leading zero": true, "number with underscores": true, "number too large": true, "byte order mark inside": true,
}

// The schema refuses every bad file that does not parse, except for what no schema
// sees.
func TestTheSchemaRefusesBadFiles(t *testing.T) {
	refused := 0
	for _, c := range bad {
		text := strings.Replace(acme(t), c.old, c.new, 1)
		if _, err := specfile.Parse([]byte(text)); err == nil {
			continue // the form is right, and New finds what is wrong
		}
		switch err, isYAML := bySchema(t, text); {
		case !isYAML: // no editor reads it
		case err != nil && beyond[c.name]:
			t.Errorf("%s: the schema does see it: %v", c.name, err)
		case err != nil:
			refused++
		case !beyond[c.name]:
			t.Errorf("%s: the schema holds", c.name)
		}
	}
	if refused < 35 {
		t.Errorf("the schema refuses only %d files", refused)
	}
}
