package feeds

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Mapping says what the columns of tables mean. A Mapping is immutable and safe for
// concurrent use. The zero Mapping reads no table.
type Mapping struct{ tables []*table }

// table is the mapping of one table.
type table struct {
	rows      string
	delimiter byte // 0: the header decides
	records   string
	zone      *time.Location
	layouts   []string
	empty     []string
	words     map[string]map[string]string
	where     []condition
	limit     int64
	grouped   bool

	single map[string]value // the keys that are one value: id, at, of
	attrs  []assigned
	set    []assigned
	events []onceEvent
	only   map[string]string // fields that are read, with their names; nil: all

	columns []string // every column that is named
}

// value is where a text comes from: a column, a text with columns in braces, or the
// date of a column.
type value struct {
	column int // of table.columns; -1 for a text
	parts  []part
	date   bool
	given  bool // whether the mapping states the value
}

// part is a piece of a text: the text before a column, and the column; -1 at the end.
type part struct {
	text   string
	column int
}

type assigned struct {
	name string
	from value
}

// onceEvent is an event that happens once in a ticket, and its Seq.
type onceEvent struct {
	name string
	at   int
	seq  int64
}

type condition struct {
	column int
	values []string
	not    bool
}

// The Seq of events that come before or after all others of their instant.
const (
	seqFirst = -1 << 63
	seqLast  = 1<<63 - 1
)

// rowKeys lists the keys of each kind of rows; a key with "!" is needed.
var rowKeys = map[string]string{
	"tickets":    "id! attrs events!",
	"changes":    "id! at! field! from to! seq change only grouped attrs events",
	"events":     "id! at! event! set seq change grouped attrs events",
	"outages":    "of! from! to id share detected reported ticketed acknowledged attrs",
	"states":     "of! at! is! was id seq attrs",
	"counts":     "of! at! good bad total attrs",
	"samples":    "of! at! value! attrs",
	"exclusions": "of ticket clock from to day reason! approved noticed id attrs",
	"charges":    "of period! amount! unit attrs",
}

// rowKinds lists the kinds of rows in the order of the documentation.
var rowKinds = []string{"tickets", "changes", "events", "outages", "states", "counts", "samples", "exclusions", "charges"}

// commonKeys are the keys that every table may have.
var commonKeys = []string{"rows", "delimiter", "records", "zone", "layouts", "empty", "words", "where", "limit"}

var delimiters = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

const (
	feedVersion = "v1"
	mappingMax  = 1 << 20
	valuesMax   = 20_000
	columnsMax  = 1_000
)

// OpenMapping reads a mapping file. The error joins a *specfile.Error for every
// problem, with file, line and column.
func OpenMapping(files fs.FS, name string) (*Mapping, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, mappingMax+1))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, err
	}
	return parseMapping(name, data)
}

// ParseMapping reads the text of a mapping file, YAML or JSON. Its errors name no
// file.
func ParseMapping(data []byte) (*Mapping, error) { return parseMapping("", data) }

func parseMapping(name string, data []byte) (*Mapping, error) {
	r := mappingReader{name: name}
	if m := r.mapping(data); len(r.problems) == 0 {
		return m, nil
	}
	slices.SortStableFunc(r.problems, func(a, b *specfile.Error) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	errs := make([]error, len(r.problems))
	for i, e := range r.problems {
		errs[i] = e
	}
	return nil, errors.Join(errs...)
}

// mappingReader reads a mapping and goes on after problems.
type mappingReader struct {
	name     string
	problems []*specfile.Error
	values   int
}

func (r *mappingReader) add(n *yaml.Node, path string, err error) {
	if len(r.problems) > 1_000 {
		return
	}
	text := ""
	if n.Kind == yaml.ScalarNode {
		text = fault.Shorten(n.Value)
	}
	r.problems = append(r.problems, &specfile.Error{File: r.name, Line: n.Line, Column: n.Column,
		FieldError: sla.FieldError{Path: path, Value: text, Err: err}})
}

func (r *mappingReader) addf(n *yaml.Node, path string, kind error, format string, args ...any) {
	r.add(n, path, fault.Because(kind, format, args...))
}

func (r *mappingReader) mapping(data []byte) *Mapping {
	whole := &yaml.Node{Line: 1, Column: 1, Kind: yaml.MappingNode}
	switch {
	case len(data) > mappingMax:
		r.addf(whole, "", fault.ErrRange, "a mapping has at most %d bytes", mappingMax)
		return nil
	case !utf8.Valid(data):
		r.addf(whole, "", fault.ErrSyntax, "the file is not UTF-8")
		return nil
	}
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		whole.Line, whole.Column = lineOf(err)
		r.addf(whole, "", fault.ErrSyntax, "the text is not YAML: %s", fault.Shorten(strings.TrimPrefix(err.Error(), "yaml: ")))
		return nil
	}
	if len(document.Content) == 0 {
		r.addf(whole, "", fault.ErrMissing, "the file is empty; a mapping starts with feed: %s", feedVersion)
		return nil
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		r.addf(whole, "", fault.ErrConflict, "a file holds one mapping")
		return nil
	}
	root := document.Content[0]
	keys, ok := r.pairs(root, "")
	if !ok {
		return nil
	}
	version, is := keys["feed"]
	switch {
	case !is:
		r.addf(root, "feed", fault.ErrMissing, "a mapping starts with the version of its format, feed: %s", feedVersion)
	case r.text(version, "feed") != feedVersion:
		r.addf(version, "feed", fault.ErrUnknown, "this library reads the format %s", feedVersion)
	}
	delete(keys, "feed")
	m := &Mapping{}
	tables, several := keys["tables"]
	if !several {
		if t := r.table(root, keys, "", "feed", "tables"); t != nil {
			m.tables = append(m.tables, t)
		}
		return m
	}
	for _, key := range sortedKeys(keys) {
		if key != "tables" {
			r.addf(keys[key], key, fault.ErrConflict, "in a mapping of several tables, each table has its own %s", fault.Shorten(key))
		}
	}
	if tables.Kind != yaml.SequenceNode || len(tables.Content) == 0 {
		r.addf(tables, "tables", fault.ErrSyntax, "a list of mappings is needed")
		return nil
	}
	for i, n := range tables.Content {
		path := fmt.Sprintf("tables[%d]", i)
		if keys, ok := r.pairs(n, path); ok {
			if t := r.table(n, keys, path); t != nil {
				m.tables = append(m.tables, t)
			}
		}
	}
	return m
}

// lineOf finds the line that a YAML error names.
func lineOf(err error) (line, column int) {
	if rest, is := strings.CutPrefix(err.Error(), "yaml: line "); is {
		number, _, _ := strings.Cut(rest, ":")
		if n, err := strconv.Atoi(number); err == nil {
			return n, 1
		}
	}
	return 1, 1
}

func sortedKeys(m map[string]*yaml.Node) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// usable refuses aliases, anchors and tags.
func (r *mappingReader) usable(n *yaml.Node, path string) bool {
	if r.values++; r.values > valuesMax {
		if r.values == valuesMax+1 {
			r.addf(n, path, fault.ErrRange, "a mapping has at most %d values", valuesMax)
		}
		return false
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		r.addf(n, path, fault.ErrSyntax, "anchors, aliases and tags are not used here; write the value in its place")
		return false
	}
	return true
}

// pairs gives the members of a mapping node, each key once.
func (r *mappingReader) pairs(n *yaml.Node, path string) (map[string]*yaml.Node, bool) {
	if !r.usable(n, path) {
		return nil, false
	}
	if n.Kind != yaml.MappingNode {
		r.addf(n, path, fault.ErrSyntax, "a mapping is needed")
		return nil, false
	}
	keys := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		at := fault.Join(path, key.Value)
		switch {
		case key.Kind != yaml.ScalarNode || !r.usable(key, at):
			r.addf(key, path, fault.ErrSyntax, "a key is one text")
		case keys[key.Value] != nil:
			r.addf(key, at, fault.ErrConflict, "the key stands twice")
		default:
			keys[key.Value] = n.Content[i+1]
		}
	}
	return keys, true
}

// text gives a scalar as written.
func (r *mappingReader) text(n *yaml.Node, path string) string {
	switch {
	case !r.usable(n, path):
	case n.Kind != yaml.ScalarNode:
		r.addf(n, path, fault.ErrSyntax, "one text is needed")
	case n.Tag == "!!null":
		r.addf(n, path, fault.ErrMissing, "a value is needed; leave out what is not stated")
	default:
		return n.Value
	}
	return ""
}

// texts gives a list of texts, or one.
func (r *mappingReader) texts(n *yaml.Node, path string) []string {
	if n.Kind != yaml.SequenceNode {
		return []string{r.text(n, path)}
	}
	if !r.usable(n, path) {
		return nil
	}
	all := []string{}
	for i, item := range n.Content {
		all = append(all, r.text(item, fmt.Sprintf("%s[%d]", path, i)))
	}
	return all
}

// table reads one table; more lists further keys that its mapping may have.
func (r *mappingReader) table(n *yaml.Node, keys map[string]*yaml.Node, path string, more ...string) *table {
	at := func(key string) string { return fault.Join(path, key) }
	t := &table{single: map[string]value{}}
	rows, is := keys["rows"]
	if !is {
		r.addf(n, at("rows"), fault.ErrMissing, "say what a row is: one of %s", strings.Join(rowKinds, ", "))
		return nil
	}
	t.rows = r.text(rows, at("rows"))
	list, known := rowKeys[t.rows]
	if !known {
		if t.rows != "" {
			r.add(rows, at("rows"), fault.NotOneOf(t.rows, rowKinds...))
		}
		return nil
	}
	allowed := append(slices.Clone(commonKeys), more...)
	for _, key := range strings.Fields(list) {
		key, needed := strings.CutSuffix(key, "!")
		allowed = append(allowed, key)
		if needed && keys[key] == nil {
			r.addf(n, at(key), fault.ErrMissing, "rows that are %s need it", t.rows)
		}
	}
	for _, key := range sortedKeys(keys) {
		if v := keys[key]; !slices.Contains(allowed, key) {
			where := *v
			where.Kind = yaml.MappingNode // the problem is the key
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == key {
					where.Line, where.Column = n.Content[i].Line, n.Content[i].Column
				}
			}
			r.add(&where, at(key), fault.NotOneOf(key, allowed...))
			delete(keys, key)
		}
	}
	for _, key := range append(strings.Fields(strings.ReplaceAll(list, "!", "")), commonKeys...) {
		if keys[key] != nil {
			r.key(t, key, keys[key], at(key))
		}
	}
	r.whole(t, n, at)
	return t
}

// key reads the value of one key.
func (r *mappingReader) key(t *table, key string, n *yaml.Node, path string) {
	switch key {
	case "rows", "feed":
	case "delimiter":
		word := r.text(n, path)
		if t.delimiter = delimiters[word]; t.delimiter == 0 {
			r.add(n, path, fault.NotOneOf(word, "comma", "semicolon", "tab", "pipe"))
		}
	case "records":
		t.records = r.text(n, path)
		if star := strings.Index(t.records, "*"); t.records == "" || star >= 0 && (star != len(t.records)-1 || !strings.HasSuffix(t.records, ".*")) {
			r.addf(n, path, fault.ErrSyntax, "a path such as data.items is needed, or heartbeats.* for lists below each key")
		}
	case "zone":
		name := r.text(n, path)
		if name == "" {
			return
		}
		location, err := time.LoadLocation(name)
		if err != nil || name == "Local" {
			r.addf(n, path, fault.ErrUnknown, "no such time zone; write a name such as Europe/Berlin or UTC")
			return
		}
		t.zone = location
	case "layouts":
		t.layouts = r.texts(n, path)
		r.layouts(t.layouts, n, path)
	case "empty":
		t.empty = r.texts(n, path)
	case "words":
		columns, _ := r.pairs(n, path)
		t.words = map[string]map[string]string{}
		for _, column := range sortedKeys(columns) {
			words, _ := r.pairs(columns[column], fault.Join(path, column))
			t.words[column] = map[string]string{}
			for _, word := range sortedKeys(words) {
				t.words[column][word] = r.text(words[word], fault.Join(path, column+"."+word))
			}
		}
	case "where":
		columns, _ := r.pairs(n, path)
		for _, column := range sortedKeys(columns) {
			c := condition{column: t.column(column)}
			v := columns[column]
			if v.Kind == yaml.MappingNode {
				inner, _ := r.pairs(v, fault.Join(path, column))
				if inner["not"] == nil || len(inner) != 1 {
					r.addf(v, fault.Join(path, column), fault.ErrSyntax, "values are needed, or { not: values }")
					continue
				}
				v, c.not = inner["not"], true
			}
			c.values = r.texts(v, fault.Join(path, column))
			t.where = append(t.where, c)
		}
	case "limit":
		text := r.text(n, path)
		limit, err := strconv.ParseInt(text, 10, 32)
		if err != nil || limit < 1 {
			r.addf(n, path, fault.ErrSyntax, "a number of rows such as 10000 is needed")
		}
		t.limit = limit
	case "grouped":
		switch r.text(n, path) {
		case "true":
			t.grouped = true
		case "false":
		default:
			r.addf(n, path, fault.ErrSyntax, "true or false is needed")
		}
	case "only":
		r.only(t, n, path)
	case "attrs":
		t.attrs = r.assign(t, n, path)
	case "set":
		t.set = r.assign(t, n, path)
	case "events":
		r.events(t, n, path)
	default:
		t.single[key] = r.value(t, n, path)
	}
}

func (r *mappingReader) only(t *table, n *yaml.Node, path string) {
	t.only = map[string]string{}
	if n.Kind == yaml.MappingNode {
		fields, _ := r.pairs(n, path)
		for _, field := range sortedKeys(fields) {
			t.only[field] = r.text(fields[field], fault.Join(path, field))
		}
		return
	}
	for _, field := range r.texts(n, path) {
		t.only[field] = field
	}
}

// assign reads a mapping from attributes to values.
func (r *mappingReader) assign(t *table, n *yaml.Node, path string) (all []assigned) {
	names, _ := r.pairs(n, path)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		if v := names[name]; v == n.Content[i+1] && v != nil {
			all = append(all, assigned{name, r.value(t, v, fault.Join(path, name))})
		}
	}
	return all
}

// events reads the events that happen once in a ticket, in the order written.
func (r *mappingReader) events(t *table, n *yaml.Node, path string) {
	names, _ := r.pairs(n, path)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		v := names[name]
		if v == nil || v != n.Content[i+1] {
			continue
		}
		e, at := onceEvent{name: name}, fault.Join(path, name)
		if v.Kind == yaml.MappingNode {
			keys, _ := r.pairs(v, at)
			for _, key := range sortedKeys(keys) {
				if key != "at" && key != "seq" {
					r.add(v, fault.Join(at, key), fault.NotOneOf(key, "at", "seq"))
				}
			}
			if seq := keys["seq"]; seq != nil {
				switch text := r.text(seq, fault.Join(at, "seq")); text {
				case "first":
					e.seq = seqFirst
				case "last":
					e.seq = seqLast
				default:
					number, err := strconv.ParseInt(text, 10, 64)
					if err != nil {
						r.addf(seq, fault.Join(at, "seq"), fault.ErrSyntax, "first, last or a whole number is needed")
					}
					e.seq = number
				}
			}
			if keys["at"] == nil {
				r.addf(v, fault.Join(at, "at"), fault.ErrMissing, "the column of the time is needed")
				continue
			}
			v, at = keys["at"], fault.Join(at, "at")
		}
		column := r.text(v, at)
		if column == "" {
			continue
		}
		e.at = t.column(column)
		t.events = append(t.events, e)
	}
	if len(t.events) == 0 && t.rows == "tickets" {
		r.addf(n, path, fault.ErrMissing, "a ticket needs an event")
	}
}

// value reads the source of a text.
func (r *mappingReader) value(t *table, n *yaml.Node, path string) value {
	if n.Kind != yaml.MappingNode {
		column := r.text(n, path)
		if column == "" && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
			r.addf(n, path, fault.ErrMissing, "the name of a column is needed")
		}
		return value{column: t.column(column), given: true}
	}
	keys, _ := r.pairs(n, path)
	if len(keys) != 1 || keys["text"] == nil && keys["date"] == nil {
		r.addf(n, path, fault.ErrSyntax, "a column is needed, { text: a text } or { date: a column }")
		return value{column: -1, given: true}
	}
	if date := keys["date"]; date != nil {
		return value{column: t.column(r.text(date, fault.Join(path, "date"))), date: true, given: true}
	}
	v := value{column: -1, given: true}
	text := r.text(keys["text"], fault.Join(path, "text"))
	for text != "" {
		before, rest, open := strings.Cut(text, "{")
		if !open {
			v.parts = append(v.parts, part{text, -1})
			break
		}
		column, after, closed := strings.Cut(rest, "}")
		if !closed || column == "" {
			r.addf(keys["text"], path, fault.ErrSyntax, "a column in braces is needed, such as {host}")
			break
		}
		v.parts = append(v.parts, part{before, t.column(column)})
		text = after
	}
	return v
}

// column gives the index of a column.
func (t *table) column(name string) int {
	if i := slices.Index(t.columns, name); i >= 0 {
		return i
	}
	t.columns = append(t.columns, name)
	return len(t.columns) - 1
}

// layouts checks layouts of times: each must tell date and time, and no two may read
// one text as two dates.
func (r *mappingReader) layouts(layouts []string, n *yaml.Node, path string) {
	probe := time.Date(2021, 3, 4, 17, 8, 9, 0, time.UTC)
	for i, layout := range layouts {
		if _, is := epochs[layout]; is {
			continue
		}
		text := probe.Format(layout)
		back, err := time.Parse(layout, text)
		if year, month, day := back.Date(); err != nil || year != 2021 || month != 3 || day != 4 || strings.Contains(layout, "MST") {
			r.addf(n, fmt.Sprintf("%s[%d]", path, i), fault.ErrSyntax,
				"%q does not tell a date; a layout writes 2 January 2006, 15:04:05, in the form of the file, such as 02/01/2006 15:04; or it is unix, unix-ms, unix-us or unix-ns", fault.Shorten(layout))
			continue
		}
		for _, other := range layouts[:i] {
			if again, err := time.Parse(other, text); err == nil && !again.Equal(back) {
				r.addf(n, fmt.Sprintf("%s[%d]", path, i), fault.ErrConflict, "%q and %q read %q as two dates", fault.Shorten(other), fault.Shorten(layout), text)
			}
		}
	}
}

// whole checks what follows from several keys.
func (r *mappingReader) whole(t *table, n *yaml.Node, at func(string) string) {
	if len(t.columns) > columnsMax {
		r.addf(n, at("rows"), fault.ErrRange, "a mapping names at most %d columns", columnsMax)
	}
	given := func(keys ...string) (count int) {
		for _, key := range keys {
			if t.single[key].given {
				count++
			}
		}
		return count
	}
	switch t.rows {
	case "counts":
		if given("good", "bad", "total") != 2 {
			r.addf(n, at("total"), fault.ErrMissing, "two of good, bad and total are needed")
		}
	case "exclusions":
		if given("day") == 1 && given("from", "to") > 0 || given("day") == 0 && given("from", "to") < 2 {
			r.addf(n, at("from"), fault.ErrMissing, "from and to are needed, or day")
		}
		if given("of", "ticket", "clock") == 0 {
			r.addf(n, at("of"), fault.ErrMissing, "of is needed, or ticket or clock")
		}
	}
	for column := range t.words {
		field := false // a field of changes has words too
		if t.rows == "changes" {
			_, field = t.only[column]
			field = field || t.only == nil
		}
		if !slices.Contains(t.columns, column) && !field {
			r.addf(n, at("words."+column), fault.ErrUnknown, "no value is read from a column %q", fault.Shorten(column))
		}
	}
}

// clock gives a reader of the mapping's times.
func (t *table) clock() instants {
	c := instants{layouts: t.layouts}
	if t.zone != nil {
		c.zone = zone.Of(t.zone)
	}
	return c
}
