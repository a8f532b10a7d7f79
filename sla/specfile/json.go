package specfile

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/sla"
)

// JSON writes an agreement for machines: without short forms, so that the order of
// an object's keys does not matter, and with quantities as text, so that no digit
// is lost. Parse reads the same Spec from it, as from YAML.
func JSON(spec sla.Spec) ([]byte, error) {
	var w writer
	t, err := w.document(spec)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, t.json(nil), "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

func (t *tree) json(b []byte) []byte {
	switch {
	case t.whole:
		return append(b, t.text...)
	case t.kind == yaml.ScalarNode:
		return quote(b, t.text)
	}
	brackets := "[]"
	if t.kind == yaml.MappingNode {
		brackets = "{}"
	}
	b = append(b, brackets[0])
	for i, item := range t.items {
		if i > 0 {
			b = append(b, ',')
		}
		if t.kind == yaml.MappingNode {
			b = append(quote(b, t.keys[i]), ':')
		}
		b = item.json(b)
	}
	return append(b, brackets[1])
}

// quote writes a text as a JSON string. It also escapes the characters that Parse
// refuses unescaped; encoding/json does not.
func quote(b []byte, text string) []byte {
	b = append(b, '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', byte(c))
		case printable(c):
			b = append(b, string(c)...)
		default:
			b = fmt.Appendf(b, `\u%04x`, c)
		}
	}
	return append(b, '"')
}
