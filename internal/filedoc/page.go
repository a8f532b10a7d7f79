package main

import (
	"bytes"
	"fmt"
	"go/doc/comment"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/sla/specfile"
)

const top = `# The agreement file

Every key of an agreement file, with its value and meaning. The page is made from the comments of the Go types that a file fills; [schema.json](schema.json) says the same to editors. The package's documentation (` + "`go doc github.com/upheld/upheld/sla/specfile`" + `) shows a whole file and its short forms.

A YAML editor checks a file while it is written if its first line points to the schema:

` + "```yaml\n# yaml-language-server: $schema=https://raw.githubusercontent.com/upheld/upheld/main/sla/specfile/schema.json\nsla: v1\n```" + `

All values are text, so that every digit stays. A key that is not marked as required may be left out, and means then what its text says.
`

// page makes the page of all keys from the schema. The texts of its sections are the
// comments of the Go types, as go doc shows them.
func page(root string) ([]byte, error) {
	var doc yaml.Node // JSON is YAML, and nodes keep the order of keys
	if err := yaml.Unmarshal(specfile.Schema(), &doc); err != nil {
		return nil, err
	}
	source, err := readForms(root)
	if err != nil {
		return nil, err
	}
	lines, err := keys(root)
	if err != nil {
		return nil, err
	}
	told := map[string]string{}
	for line := range strings.Lines(string(lines)) {
		key, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		told[key] = text
	}
	schema := doc.Content[0]
	var out bytes.Buffer
	out.WriteString(top)
	section(&out, "The whole file", "", schema)
	defs := at(schema, "$defs")
	for i := 0; i+1 < len(defs.Content); i += 2 {
		name, def := defs.Content[i].Value, defs.Content[i+1]
		switch of := source.types[name]; {
		case of == nil: // a form that several types share, such as text
		case at(def, "properties") != nil:
			section(&out, name, of.text, def)
		default:
			words(&out, name, of.text, def, told)
		}
	}
	return out.Bytes(), nil
}

// heading begins the section of a type with the type's comment.
func heading(out *bytes.Buffer, name, text string) {
	fmt.Fprintf(out, "\n## %s\n\n", name)
	if text != "" {
		var read comment.Parser
		var write comment.Printer
		out.Write(write.Markdown(read.Parse(text)))
		out.WriteByte('\n')
	}
}

func section(out *bytes.Buffer, name, text string, def *yaml.Node) {
	heading(out, name, text)
	out.WriteString("| key | value | meaning |\n| --- | --- | --- |\n")
	properties := at(def, "properties")
	for i := 0; i+1 < len(properties.Content); i += 2 {
		key, of := properties.Content[i].Value, properties.Content[i+1]
		meaning := ""
		if text := at(of, "description"); text != nil {
			meaning = text.Value
		}
		fmt.Fprintf(out, "| `%s` | %s | %s |\n", key, value(of), cell(meaning))
	}
}

// words writes the section of a type that a file writes as text: its comment, its
// words with their meanings, and the other forms in which a file may write it.
func words(out *bytes.Buffer, name, text string, def *yaml.Node, told map[string]string) {
	heading(out, name, text)
	list := at(def, "enum")
	if list == nil {
		list = at(def, "examples")
	}
	if list == nil {
		fmt.Fprintf(out, "Value: %s.\n", value(def))
		return
	}
	for _, word := range list.Content {
		fmt.Fprintf(out, "- `%s`", word.Value)
		if meaning := told[name+"="+word.Value]; meaning != "" {
			fmt.Fprintf(out, ": %s", meaning)
		}
		out.WriteByte('\n')
	}
}

// value describes the value of a key.
func value(of *yaml.Node) string {
	switch {
	case at(of, "$ref") != nil:
		name := strings.TrimPrefix(at(of, "$ref").Value, "#/$defs/")
		if !strings.Contains(name, ".") {
			return map[string]string{"text": "text", "texts": "text, or a list", "whole": "whole number"}[name]
		}
		return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(strings.ReplaceAll(name, ".", "")))
	case at(of, "const") != nil:
		return "`" + at(of, "const").Value + "`"
	case at(of, "anyOf") != nil:
		var all []string
		for _, choice := range at(of, "anyOf").Content {
			if text := value(choice); text != "" && !strings.Contains(strings.Join(all, " "), text) {
				all = append(all, text)
			}
		}
		return strings.Join(all, ", or ")
	case at(of, "items") != nil:
		return "a list of " + value(at(of, "items"))
	case at(of, "additionalProperties") != nil && at(of, "properties") == nil:
		return "a mapping to " + value(at(of, "additionalProperties"))
	case at(of, "properties") != nil:
		var keys []string
		for i := 0; i < len(at(of, "properties").Content); i += 2 {
			keys = append(keys, at(of, "properties").Content[i].Value)
		}
		return "{ " + strings.Join(keys, ", ") + " }"
	}
	return "text"
}

// at gives the value of a key of a mapping, or nil.
func at(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
