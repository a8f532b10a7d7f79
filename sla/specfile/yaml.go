package specfile

import (
	"bytes"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/sla"
)

// YAML writes an agreement in the short forms that people write, such as a mapping
// for a credit table. Parse reads the same Spec from it, except that empty lists
// and maps become nil. The error joins a *sla.FieldError for each value that a file
// cannot hold, such as a text that is not UTF-8.
func YAML(spec sla.Spec) ([]byte, error) {
	w := writer{short: true}
	t, err := w.document(spec)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(t.node(0)); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

// lineMax is the most columns of a mapping or list on one line.
const lineMax = 88

// node gives the tree as YAML; deep and short trees stand on one line.
func (t *tree) node(level int) *yaml.Node {
	n := &yaml.Node{Kind: t.kind, Value: t.text}
	switch {
	case t.kind == yaml.ScalarNode:
		if !bare(t.text) {
			n.Style = yaml.DoubleQuotedStyle
		}
		return n
	case len(t.items) == 0, level > 1 && t.width()+2*level <= lineMax:
		n.Style = yaml.FlowStyle
	}
	for i, item := range t.items {
		if t.kind == yaml.MappingNode {
			n.Content = append(n.Content, scalar(t.keys[i]).node(level+1))
		}
		n.Content = append(n.Content, item.node(level+1))
	}
	return n
}

// width is about the number of columns of a tree on one line.
func (t *tree) width() int {
	total := len(t.text) + 2
	for i, item := range t.items {
		if total += item.width(); t.kind == yaml.MappingNode {
			total += len(t.keys[i]) + 2
		}
	}
	return total
}

// bare reports whether a text needs no quotes. Within braces the encoder still adds
// some.
func bare(text string) bool {
	switch strings.ToLower(text) {
	case "yes", "no", "on", "off", "true", "false", "y", "n":
		return false // other programs do not read them as text
	}
	if isNull(text) || text == "<<" || strings.Contains(text, ": ") || strings.Contains(text, " #") {
		return false
	}
	for i, c := range text {
		switch {
		case unicode.IsLetter(c), '0' <= c && c <= '9':
		case i > 0 && strings.ContainsRune(" ._/%+-:,()", c):
		case i == 0 && (c == '-' || c == '+') && len(text) > 1 && '0' <= text[1] && text[1] <= '9':
		default:
			return false
		}
	}
	return !strings.HasSuffix(text, " ") && !strings.HasSuffix(text, ":") && !strings.HasPrefix(text, "---")
}
