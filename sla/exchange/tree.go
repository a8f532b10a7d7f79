package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
)

// Bounds of a source, far beyond any export of definitions.
const (
	bytesMax = 16 << 20
	depthMax = 64
	nodesMax = 300_000
)

// node is a value of a source: a list, an object, or a scalar as written.
type node struct {
	kind  nodeKind
	text  string  // of a scalar, without quotes; "" for null
	items []*node // of a list or object, in order
	keys  map[string]*node

	above *node
	key   string // in an object
	index int    // in a list
	order int    // in the source, counted from 0

	used bool // its text, or that it is a list or an object
	told bool // a note is about it and all within
}

type nodeKind uint8

const (
	null nodeKind = iota
	scalar
	list
	object
)

// path gives the place of a node: sla_policies[0].filter.
func (n *node) path() string {
	if n == nil || n.above == nil {
		return ""
	}
	if n.above.kind == list {
		return n.above.path() + "[" + strconv.Itoa(n.index) + "]"
	}
	return fault.Join(n.above.path(), n.key)
}

// at gives the value of a key, or nil. All methods take nil for a value that is
// absent.
func (n *node) at(key string) *node {
	if n == nil {
		return nil
	}
	return n.keys[key]
}

// first gives the value of the first key that exists.
func (n *node) first(keys ...string) *node {
	for _, key := range keys {
		if found := n.at(key); found != nil {
			return found
		}
	}
	return nil
}

// value uses a scalar and gives its text; "" for null, absent values and values that
// are no scalar. The last are not used.
func (n *node) value() string {
	if n == nil || n.kind > scalar {
		return ""
	}
	n.used = true
	return n.text
}

// peek gives the text of a scalar without using it.
func (n *node) peek() string {
	if n == nil || n.kind > scalar {
		return ""
	}
	return n.text
}

// list uses a list, without its items. An object or scalar is a list of itself.
func (n *node) list() []*node {
	switch {
	case n == nil:
		return nil
	case n.kind == null:
		n.used = true
		return nil
	case n.kind != list:
		return []*node{n}
	}
	n.used = true
	return n.items
}

// object uses an object, without its values, and reports whether it is an object.
func (n *node) object() bool {
	if n == nil || n.kind != object {
		return false
	}
	n.used = true
	return true
}

// yes reports whether a scalar says true.
func (n *node) yes() bool {
	switch strings.ToLower(n.value()) {
	case "true", "1", "yes":
		return true
	}
	return false
}

// String writes a value on one line. It is cut once it is longer than a note shows.
func (n *node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	if n == nil || b.Len() > 200 {
		return
	}
	switch n.kind {
	case scalar:
		b.WriteString(title(n.text))
	case list, object:
		ends := "[]"
		if n.kind == object {
			ends = "{}"
		}
		b.WriteByte(ends[0])
		for i, inner := range n.items {
			if i > 0 {
				b.WriteString(", ")
			}
			if n.kind == object {
				b.WriteString(title(inner.key) + ": ")
			}
			if inner.write(b); b.Len() > 200 {
				break
			}
		}
		b.WriteByte(ends[1])
	}
}

// bad is a problem at a node.
func bad(n *node, kind error, format string, args ...any) error {
	return &fault.FieldError{Path: n.path(), Value: fault.Shorten(n.String()), Err: fault.Because(kind, format, args...)}
}

// grower makes the nodes of a source.
type grower struct{ nodes int }

// add makes a node within another.
func (g *grower) add(above *node, key string, index int) (*node, error) {
	n := &node{above: above, key: key, index: index, order: g.nodes}
	if g.nodes++; g.nodes > nodesMax {
		return nil, &fault.FieldError{Err: fault.Because(fault.ErrRange, "a source has at most %d values", nodesMax)}
	}
	depth := 0
	for a := above; a != nil; a = a.above {
		if depth++; depth > depthMax {
			return nil, &fault.FieldError{Err: fault.Because(fault.ErrRange, "a source has at most %d levels", depthMax)}
		}
	}
	if above == nil {
		return n, nil
	}
	if above.kind == object {
		if above.keys == nil {
			above.keys = map[string]*node{}
		}
		if above.keys[key] != nil {
			return nil, bad(n, fault.ErrConflict, "the key is repeated")
		}
		above.keys[key] = n
	}
	above.items = append(above.items, n)
	return n, nil
}

// checked refuses what no reader takes.
func checked(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	switch {
	case len(data) > bytesMax:
		return nil, &fault.FieldError{Err: fault.Because(fault.ErrRange, "a source has at most %d bytes", bytesMax)}
	case !utf8.Valid(data):
		return nil, &fault.FieldError{Err: fault.Because(fault.ErrSyntax, "the text is not UTF-8")}
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &fault.FieldError{Err: fault.Because(fault.ErrMissing, "the source is empty")}
	}
	return data, nil
}

// readJSON reads one JSON value.
func readJSON(data []byte) (*node, error) {
	data, err := checked(data)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	root, err := new(grower).json(d, nil, "", 0)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = fault.Because(fault.ErrSyntax, "one JSON value is needed, and nothing after it")
		}
	}
	return root, placedError(err)
}

func placedError(err error) error {
	var placed *fault.FieldError
	if err == nil || errors.As(err, &placed) {
		return err
	}
	return &fault.FieldError{Err: err}
}

// json reads the next value.
func (g *grower) json(d *json.Decoder, above *node, key string, index int) (*node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fault.Because(fault.ErrSyntax, "the text is not JSON from byte %d on", d.InputOffset())
	}
	n, err := g.add(above, key, index)
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case string:
		n.kind, n.text = scalar, token
	case json.Number:
		n.kind, n.text = scalar, string(token)
	case bool:
		n.kind, n.text = scalar, strconv.FormatBool(token)
	case json.Delim:
		n.kind = list
		if token == '{' {
			n.kind = object
		}
		for i := 0; d.More(); i++ {
			key := ""
			if n.kind == object {
				name, err := d.Token()
				if err != nil {
					return nil, fault.Because(fault.ErrSyntax, "the text is not JSON from byte %d on", d.InputOffset())
				}
				key, _ = name.(string)
			}
			if _, err := g.json(d, n, key, i); err != nil {
				return nil, err
			}
		}
		if _, err := d.Token(); err != nil {
			return nil, fault.Because(fault.ErrSyntax, "the text is not JSON from byte %d on", d.InputOffset())
		}
	}
	return n, nil
}

// readYAML reads the documents of a YAML or JSON text as one list.
func readYAML(data []byte) (*node, error) {
	data, err := checked(data)
	if err != nil {
		return nil, err
	}
	if json.Valid(data) {
		return readJSON(data) // YAML does not know all escapes of JSON
	}
	g := new(grower)
	root, err := g.add(nil, "", 0)
	if err != nil {
		return nil, err
	}
	root.kind = list
	d := yaml.NewDecoder(bytes.NewReader(data))
	for i := 0; ; i++ {
		var document yaml.Node
		err := d.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &fault.FieldError{Err: fault.Because(fault.ErrSyntax, "the text is not YAML: %s", fault.Shorten(strings.TrimPrefix(err.Error(), "yaml: ")))}
		}
		for _, content := range document.Content {
			if _, err := g.yaml(content, root, "", i); err != nil {
				return nil, placedError(err)
			}
		}
	}
	if len(root.items) == 1 {
		only := root.items[0]
		only.above = nil
		return only, nil
	}
	return root, nil
}

func (g *grower) yaml(from *yaml.Node, above *node, key string, index int) (*node, error) {
	n, err := g.add(above, key, index)
	if err != nil {
		return nil, err
	}
	switch from.Kind {
	case yaml.ScalarNode:
		if from.Tag != "!!null" {
			n.kind, n.text = scalar, from.Value
		}
	case yaml.SequenceNode:
		n.kind = list
		for i, inner := range from.Content {
			if _, err := g.yaml(inner, n, "", i); err != nil {
				return nil, err
			}
		}
	case yaml.MappingNode:
		n.kind = object
		for i := 0; i+1 < len(from.Content); i += 2 {
			name := from.Content[i]
			if name.Kind != yaml.ScalarNode {
				return nil, bad(n, fault.ErrSyntax, "line %d: a key is a text", name.Line)
			}
			if _, err := g.yaml(from.Content[i+1], n, name.Value, i/2); err != nil {
				return nil, err
			}
		}
	default:
		return nil, bad(n, fault.ErrSyntax, "line %d: anchors and aliases are not read; write the value out", from.Line)
	}
	return n, nil
}

// records finds the records of a source: in a list, in an envelope, or alone. The
// lists and envelopes around them are used.
func (n *node) records(is func(*node) bool) (all []*node) {
	return n.within(is, 0)
}

func (n *node) within(is func(*node) bool, depth int) (all []*node) {
	switch {
	case n.kind < list || depth > 4:
		return nil
	case n.kind == object && is(n):
		n.used = true
		return []*node{n}
	}
	for _, inner := range n.items {
		all = append(all, inner.within(is, depth+1)...)
	}
	n.used = n.used || len(all) > 0
	return all
}

// has reports whether an object has one of the keys.
func has(keys ...string) func(*node) bool {
	return func(n *node) bool { return n.first(keys...) != nil }
}

// none is the error of a source without a record.
func none(root *node, what, keys string) error {
	return bad(root, fault.ErrMissing, "no %s: an object with %s is needed, alone, in a list or in an envelope around either", what, keys)
}

// number reads a whole number of 64 bits that is not negative.
func number(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no whole number from 0 on", text)
	}
	return n, nil
}
