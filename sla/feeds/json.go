package feeds

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/upheld/upheld/internal/fault"
)

// raw is one JSON value whose syntax has been checked. nil is an absent value.
type raw []byte

// errShort says that a value goes on after the end of the data.
var errShort = errors.New("short")

// space gives the first place at or after i that is no blank.
func space(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

// checker checks the syntax of values. It keeps no stack of calls, so that the depth
// of a value is only a matter of memory.
type checker struct{ open []byte }

// value gives the end of the value that begins at i. last says that data holds all of
// the file, so that a number may end with it.
func (c *checker) value(data []byte, i int, last bool) (end int, err error) {
	c.open = c.open[:0]
	fail := func(i int) (int, error) {
		if i >= len(data) {
			return i, errShort
		}
		return i, fault.Because(fault.ErrSyntax, "no JSON: the character %s has no place there", strconv.QuoteToASCII(string(data[i:i+1])))
	}
value:
	i = space(data, i)
	if i >= len(data) {
		return fail(i)
	}
	switch b := data[i]; {
	case b == '{':
		c.open = append(c.open, '{')
		if i = space(data, i+1); i < len(data) && data[i] == '}' {
			i++
			c.open = c.open[:len(c.open)-1]
			goto after
		}
		goto key
	case b == '[':
		c.open = append(c.open, '[')
		if i = space(data, i+1); i < len(data) && data[i] == ']' {
			i++
			c.open = c.open[:len(c.open)-1]
			goto after
		}
		goto value
	case b == '"':
		if i, err = quotedEnd(data, i); err != nil {
			return i, err
		}
	case b == '-' || '0' <= b && b <= '9':
		from := i
		for i < len(data) && strings.IndexByte("+-.eE0123456789", data[i]) >= 0 {
			i++
		}
		if i == len(data) && !last {
			return i, errShort
		}
		if !number(data[from:i]) {
			return fail(from)
		}
	default:
		word := ""
		switch b {
		case 't':
			word = "true"
		case 'f':
			word = "false"
		case 'n':
			word = "null"
		}
		if have := data[i:min(i+len(word), len(data))]; word == "" || string(have) != word[:len(have)] {
			return fail(i)
		} else if len(have) < len(word) {
			return i, errShort
		}
		i += len(word)
	}
after:
	if len(c.open) == 0 {
		return i, nil
	}
	if i = space(data, i); i >= len(data) {
		return fail(i)
	}
	switch top := c.open[len(c.open)-1]; {
	case data[i] == ',' && top == '{':
		i = space(data, i+1)
		goto key
	case data[i] == ',':
		i++
		goto value
	case data[i] == '}' && top == '{', data[i] == ']' && top == '[':
		i++
		c.open = c.open[:len(c.open)-1]
		goto after
	}
	return fail(i)
key:
	if i >= len(data) || data[i] != '"' {
		return fail(i)
	}
	if i, err = quotedEnd(data, i); err != nil {
		return i, err
	}
	if i = space(data, i); i >= len(data) || data[i] != ':' {
		return fail(i)
	}
	i++
	goto value
}

// quotedEnd gives the end of a text in quotes that begins at i.
func quotedEnd(data []byte, i int) (int, error) {
	for j := i + 1; j < len(data); j++ {
		switch b := data[j]; {
		case b == '"':
			return j + 1, nil
		case b == '\\':
			j++
			if j < len(data) && strings.IndexByte(`"\/bfnrtu`, data[j]) < 0 {
				return j, fault.Because(fault.ErrSyntax, "no JSON: the escape %q in a text", data[j-1:j+1])
			}
		case b < ' ':
			return j, fault.Because(fault.ErrSyntax, "no JSON: a text has the character %#02x", b)
		}
	}
	return len(data), errShort
}

func number(b []byte) bool {
	digits := func() bool {
		n := 0
		for len(b) > 0 && '0' <= b[0] && b[0] <= '9' {
			b = b[1:]
			n++
		}
		return n > 0
	}
	if b[0] == '-' {
		b = b[1:]
	}
	if !digits() {
		return false
	}
	if len(b) > 0 && b[0] == '.' {
		if b = b[1:]; !digits() {
			return false
		}
	}
	if len(b) > 0 && (b[0] == 'e' || b[0] == 'E') {
		if b = b[1:]; len(b) > 0 && (b[0] == '+' || b[0] == '-') {
			b = b[1:]
		}
		if !digits() {
			return false
		}
	}
	return len(b) == 0
}

// skip gives the end of a checked value that begins at i.
func skip(v []byte, i int) int {
	switch v[i] {
	case '"':
		return skipText(v, i)
	case '{', '[':
		depth := 0
		for ; ; i++ {
			switch v[i] {
			case '"':
				i = skipText(v, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(v) && v[i] != ',' && v[i] != '}' && v[i] != ']' && v[i] > ' ' {
		i++
	}
	return i
}

func skipText(v []byte, i int) int {
	for {
		i += 1 + bytes.IndexByte(v[i+1:], '"')
		slashes := 0
		for v[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
}

// members calls do for each member of an object until do returns false. key is
// without quotes; it is a part of v unless it has escapes.
func (v raw) members(do func(key []byte, value raw) bool) {
	if len(v) == 0 || v[0] != '{' {
		return
	}
	for i := space(v, 1); v[i] == '"'; {
		end := skipText(v, i)
		key := v[i+1 : end-1]
		if bytes.IndexByte(key, '\\') >= 0 {
			key = []byte(raw(v[i:end]).text())
		}
		from := space(v, space(v, end)+1)
		to := skip(v, from)
		if !do(key, v[from:to]) {
			return
		}
		if i = space(v, to); v[i] == ',' {
			i = space(v, i+1)
		}
	}
}

// items calls do for each item of a list until do returns false.
func (v raw) items(do func(value raw) bool) {
	if len(v) == 0 || v[0] != '[' {
		return
	}
	for i := space(v, 1); v[i] != ']'; {
		to := skip(v, i)
		if !do(v[i:to]) {
			return
		}
		if i = space(v, to); v[i] == ',' {
			i = space(v, i+1)
		}
	}
}

// list gives the items of a list.
func (v raw) list() (all []raw) {
	v.items(func(item raw) bool {
		all = append(all, item)
		return true
	})
	return all
}

// get follows keys; it gives nil if there is no such value.
func (v raw) get(keys ...string) raw {
	for _, want := range keys {
		var found raw
		v.members(func(key []byte, value raw) bool {
			if string(key) == want {
				found = value
				return false
			}
			return true
		})
		v = found
	}
	return v
}

func (v raw) isNull() bool   { return len(v) == 0 || v[0] == 'n' }
func (v raw) isObject() bool { return len(v) > 0 && v[0] == '{' }
func (v raw) isList() bool   { return len(v) > 0 && v[0] == '[' }

// text gives a text without its quotes, and a number or truth value as written. null,
// an absent value, an object and a list give "".
func (v raw) text() string {
	switch {
	case v.isNull(), v.isObject(), v.isList():
		return ""
	case v[0] != '"':
		return string(v)
	case bytes.IndexByte(v, '\\') < 0:
		return string(v[1 : len(v)-1])
	}
	var text string
	if json.Unmarshal(v, &text) != nil {
		return string(v[1 : len(v)-1]) // an escape such as \uZZZZ
	}
	return text
}

// first gives the text of the first of some keys that has a text.
func (v raw) first(keys ...string) string {
	for _, key := range keys {
		if text := v.get(key).text(); text != "" {
			return text
		}
	}
	return ""
}

// paging gathers what the pages of an export say about how much there is.
type paging struct {
	rows, total   int64 // rows read, and the largest total that a page states
	pages, onward int   // pages, and pages that say that others follow
}

// note reads a member of the object around the rows.
func (p *paging) note(key string, v raw) {
	switch key {
	case "total", "totalCount", "total_count", "count":
		if n, err := strconv.ParseInt(v.text(), 10, 64); err == nil {
			p.total = max(p.total, n)
		}
	case "next_page", "nextPage", "nextPageToken", "next", "@odata.nextLink":
		if v.text() != "" || v.isObject() {
			p.onward++
		}
	case "isLast", "isLastPage":
		if v.text() == "false" {
			p.onward++
		}
	case "more", "has_more", "hasMore":
		if v.text() == "true" {
			p.onward++
		}
	}
}

// truncated says why the pages do not hold all; "" if they do.
func (p *paging) truncated() string {
	switch {
	case p.rows < p.total:
		return strconv.FormatInt(p.rows, 10) + " of " + strconv.FormatInt(p.total, 10)
	case p.total == 0 && p.pages > 0 && p.onward >= p.pages:
		return "none is the last page"
	}
	return ""
}

// envelope reads the records of JSON text of any of these forms: a list of records, an
// object with the list of records below a path, or one record after the other.
type envelope struct {
	// lists are the paths of lists of records: "issues", "data.result". After a path
	// that ends in ".*" the lists, or single records, are below each key.
	lists  []string
	note   func(path string, v raw) // of the other members of objects around the lists; may be nil
	each   func(path, key string, v raw) error
	done   func() // after each object, list or record that is not within another; may be nil
	run    *run
	check  checker
	spread bool // whether the lists were below an object
}

// wholeMax bounds an object that is read whole to see whether it is a record.
const wholeMax = 1 << 20

// read reads one file.
func (e *envelope) read(s *stream) error {
	for {
		ok, err := s.blank()
		if err != nil || !ok {
			return err
		}
		switch s.buf[0] {
		case '[':
			err = e.array(s, "", "")
		case '{':
			err = e.object(s)
		default:
			err = e.stray(s)
		}
		if err != nil {
			return err
		}
		if e.done != nil {
			e.done()
		}
	}
}

// blank skips blanks, and reports whether anything follows.
func (s *stream) blank() (bool, error) {
	for {
		i := space(s.buf, 0)
		s.advance(i)
		if len(s.buf) > 0 {
			return true, nil
		}
		if s.end {
			return false, nil
		}
		if err := s.more(); err != nil {
			return false, err
		}
	}
}

// whole gives the next value if it has at most limit bytes, and does not drop it.
func (e *envelope) whole(s *stream, limit int) (v raw, ok bool, err error) {
	for {
		end, err := e.check.value(s.buf, 0, s.end)
		switch {
		case err == nil:
			return s.buf[:end], true, nil
		case !errors.Is(err, errShort):
			return nil, false, err
		case s.end:
			return nil, false, errCut
		case len(s.buf) > limit:
			return nil, false, nil
		}
		// Read as much again before the next try, so that tries take no more than the
		// reading.
		for want := 2 * len(s.buf); len(s.buf) < want && !s.end; {
			if err := s.more(); err != nil {
				return nil, false, err
			}
		}
	}
}

// stray reports a line that is no record, and goes on after it.
func (e *envelope) stray(s *stream) error {
	line, n, err := s.text()
	if err != nil {
		return err
	}
	e.run.line = s.line
	e.run.bad("", "", "no JSON: "+string(line[:min(len(line), 60)]))
	e.run.sum.Rows++
	s.advance(n)
	return nil
}

func (e *envelope) object(s *stream) error {
	v, ok, err := e.whole(s, wholeMax)
	if err == nil && !ok && !e.listed(s.buf) {
		v, ok, err = e.whole(s, recordMax)
	}
	if err != nil {
		// One line that cannot be read does not end the reading of JSON Lines.
		if next, failed := s.next(); failed != nil {
			return failed
		} else if next == '{' && !errors.Is(err, errCut) {
			return e.stray(s)
		}
		if errors.Is(err, errCut) && e.cutLine(s) {
			return e.stray(s)
		}
		return err
	}
	if ok && !e.around(v) {
		err := e.record(s, "", "", v)
		s.advance(len(v))
		return err
	}
	e.spread = true
	found, err := e.walk(s, "")
	if err == nil && !found {
		err = fault.Because(fault.ErrMissing, "the file has no list %s", strings.Join(e.lists, " or "))
	}
	return err
}

// next gives the first byte of the next line; 0 at the end of the file.
func (s *stream) next() (byte, error) {
	_, n, err := s.text()
	for err == nil && n == len(s.buf) && !s.end {
		err = s.more()
	}
	if err != nil || n == len(s.buf) {
		return 0, err
	}
	return s.buf[n], nil
}

// listed reports whether the beginning of an object seems to have a list of records.
func (e *envelope) listed(text []byte) bool {
	for _, p := range e.lists {
		first, _, _ := strings.Cut(p, ".")
		if bytes.Contains(text, []byte(strconv.Quote(first))) {
			return true
		}
	}
	return false
}

// cutLine reports whether the text that seems to be cut is one line of several: then
// a quote or bracket of that line is missing, not the rest of the file.
func (e *envelope) cutLine(s *stream) bool {
	at := bytes.IndexByte(s.buf, '\n')
	if at < 0 {
		return false
	}
	rest := s.buf[space(s.buf, at):]
	_, err := e.check.value(rest, 0, true)
	return len(rest) > 0 && rest[0] == '{' && err == nil
}

// around reports whether an object has a list of records.
func (e *envelope) around(v raw) bool {
	for _, p := range e.lists {
		keys := strings.Split(strings.TrimSuffix(p, ".*"), ".")
		if found := v.get(keys...); found.isList() || found.isObject() && strings.HasSuffix(p, ".*") {
			return true
		}
		// One record in place of a list, such as {"result": {…}}.
		if found := v.get(keys...); found.isObject() && len(keys) == 1 {
			return true
		}
	}
	return false
}

func (e *envelope) record(s *stream, path, key string, v raw) error {
	e.run.line = s.line
	e.run.sum.Rows++
	if !utf8.Valid(v) {
		e.run.bad("", "", "the record is not UTF-8")
		return nil
	}
	return e.each(path, key, v)
}

// array reads the items of the list that begins the window.
func (e *envelope) array(s *stream, path, key string) error {
	s.advance(1)
	for first := true; ; first = false {
		if ok, err := s.blank(); err != nil {
			return err
		} else if !ok {
			return errCut
		}
		if s.buf[0] == ']' {
			s.advance(1)
			return nil
		}
		if !first {
			if s.buf[0] != ',' {
				return fault.Because(fault.ErrSyntax, "a comma is needed between the items of a list")
			}
			s.advance(1)
			if ok, err := s.blank(); err != nil {
				return err
			} else if !ok {
				return errCut
			}
		}
		v, ok, err := e.whole(s, recordMax)
		if err == nil && !ok {
			err = fault.Because(fault.ErrRange, "one record has more than %d bytes", recordMax)
		}
		if err == nil {
			err = e.record(s, path, key, v)
		}
		if err != nil {
			return err
		}
		s.advance(len(v))
	}
}

// walk reads the object that begins the window, member by member.
func (e *envelope) walk(s *stream, prefix string) (found bool, err error) {
	s.advance(1)
	for first := true; ; first = false {
		if ok, err := s.blank(); err != nil {
			return found, err
		} else if !ok {
			return found, errCut
		}
		if s.buf[0] == '}' {
			s.advance(1)
			return found, nil
		}
		if !first {
			if s.buf[0] != ',' {
				return found, fault.Because(fault.ErrSyntax, "a comma is needed between the members of an object")
			}
			s.advance(1)
			if ok, err := s.blank(); err != nil {
				return found, err
			} else if !ok {
				return found, errCut
			}
		}
		if s.buf[0] != '"' {
			return found, fault.Because(fault.ErrSyntax, "a key in quotes is needed in an object")
		}
		name, _, err := e.whole(s, recordMax)
		if err != nil {
			return found, err
		}
		key := name.text()
		s.advance(len(name))
		if ok, err := s.blank(); err != nil {
			return found, err
		} else if !ok {
			return found, errCut
		}
		if s.buf[0] != ':' {
			return found, fault.Because(fault.ErrSyntax, "a colon is needed after a key")
		}
		s.advance(1)
		if ok, err := s.blank(); err != nil {
			return found, err
		} else if !ok {
			return found, errCut
		}
		inner, err := e.member(s, prefix, key)
		if found = found || inner; err != nil {
			return found, err
		}
	}
}

// member reads the value of a key, which begins the window.
func (e *envelope) member(s *stream, prefix, key string) (found bool, err error) {
	at := key
	if prefix != "" {
		at = prefix + "." + key
	}
	switch below := slices.Contains(e.lists, prefix+".*"); {
	case s.buf[0] == '[' && (slices.Contains(e.lists, at) || below):
		return true, e.array(s, at, key)
	case s.buf[0] == '{' && (below || slices.Contains(e.lists, at)):
		v, ok, err := e.whole(s, recordMax)
		if err == nil && !ok {
			err = fault.Because(fault.ErrRange, "one record has more than %d bytes", recordMax)
		}
		if err == nil {
			err = e.record(s, at, key, v)
		}
		if err != nil {
			return true, err
		}
		s.advance(len(v))
		return true, nil
	case s.buf[0] == '{' && slices.ContainsFunc(e.lists, func(l string) bool { return strings.HasPrefix(l, at+".") }):
		found, err := e.walk(s, at)
		return found || slices.Contains(e.lists, at+".*"), err
	}
	v, ok, err := e.whole(s, recordMax)
	if err == nil && !ok {
		err = fault.Because(fault.ErrRange, "the value of %q has more than %d bytes", fault.Shorten(key), recordMax)
	}
	if err != nil {
		return false, err
	}
	if e.note != nil {
		e.note(at, v)
	}
	s.advance(len(v))
	return false, nil
}
