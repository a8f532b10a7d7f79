package report

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/sla"
)

// termType is the type of a document of terms.
var termType = reflect.TypeFor[sla.Spec]()

// section names the part of an agreement that has a path: "Customer portal (portal)" for
// an objective with a title, "Calendar office", "Policies".
func (p *page) section(part []string, specs ...sla.Spec) string {
	if len(part) == 0 {
		return p.words.term().agreement
	}
	path, name := pathOf(part), part[len(part)-1]
	if owner := ownerOf(pathOf(part[:len(part)-1]), specs); owner != "" {
		return p.fieldName(owner, name)
	}
	if own := p.own[path]; own != "" && own != name {
		return fmt.Sprintf(p.words.aside, own, name)
	}
	for _, spec := range specs {
		if title := titleAt(spec, path); title != "" && title != name {
			return fmt.Sprintf(p.words.aside, title, name)
		}
	}
	if form, ok := p.words.term().parts[part[len(part)-2]]; ok {
		return fmt.Sprintf(form, name)
	}
	return path
}

// pathOf writes the names of a part as a path.
func pathOf(part []string) (path string) {
	for _, step := range part {
		path = parts.Below(path, step)
	}
	return path
}

// ownerOf gives the type of the part at a path, such as sla.Objective, if one of the
// agreements has the part and it has fields; else "".
func ownerOf(path string, specs []sla.Spec) string {
	for _, spec := range specs {
		if v := parts.At(reflect.ValueOf(spec), path); v.IsValid() && v.Kind() == reflect.Struct {
			return typeName(v.Type())
		}
	}
	return ""
}

// titleAt gives the title of a part; "" if it has none.
func titleAt(spec sla.Spec, path string) string {
	v := parts.At(reflect.ValueOf(spec), path)
	if !v.IsValid() || v.Kind() != reflect.Struct {
		return ""
	}
	if title := v.FieldByName("Title"); title.IsValid() && title.Kind() == reflect.String {
		return title.String()
	}
	return ""
}

// valueText writes the value of a field: a word, or each field of a part.
func (p *page) valueText(v reflect.Value) string {
	if v.Kind() != reflect.Struct {
		return p.say(fmt.Sprint(v))
	}
	var texts []string
	for key, of := range parts.Fields(v) {
		texts = append(texts, fmt.Sprintf(p.words.because, p.fieldName(typeName(v.Type()), key), p.valueText(of)))
	}
	return strings.Join(texts, p.words.comma)
}

// fieldName names a field of a type, such as sla.Objective, for a reader. Without a word it
// is the field's key.
func (p *page) fieldName(owner, key string) string {
	labels := p.words.field().labels
	for _, name := range []string{owner + "." + key, key} {
		if text, ok := labels[name]; ok {
			return text
		}
	}
	text := strings.ReplaceAll(key, "-", " ")
	if text != "" {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return text
}

// plainTerm takes the quotes, or the outermost braces or brackets, off a text of a file.
func plainTerm(text string) string {
	for _, around := range [][2]string{{"{ ", " }"}, {"[", "]"}} {
		if inner, ok := strings.CutPrefix(text, around[0]); ok {
			if inner, ok = strings.CutSuffix(inner, around[1]); ok {
				return inner
			}
		}
	}
	if strings.HasPrefix(text, `"`) {
		if plain, err := strconv.Unquote(text); err == nil {
			return plain
		}
	}
	return text
}

// rowsOf gives the elements of a list, written on one line, if they are rows, such as
// those of targets; else nil.
func rowsOf(text string) []string {
	inner, ok := strings.CutPrefix(text, "[")
	if inner, ok2 := strings.CutSuffix(inner, "]"); ok && ok2 {
		if all := splitTerms(inner); slices.ContainsFunc(all, func(e string) bool { return strings.HasPrefix(e, "{") }) {
			return all
		}
	}
	return nil
}

// entriesOf gives the keys and values of a mapping written on one line; nil if the text
// is no mapping.
func entriesOf(text string) (entries [][2]string) {
	inner, ok := strings.CutPrefix(text, "{ ")
	inner, ok2 := strings.CutSuffix(inner, " }")
	if !ok || !ok2 {
		return nil
	}
	for _, entry := range splitTerms(inner) {
		key, value := cutKey(entry)
		entries = append(entries, [2]string{key, value})
	}
	return entries
}

// cutKey cuts the key, which may be in quotes, off an entry of a mapping.
func cutKey(entry string) (key, value string) {
	if quoted, err := strconv.QuotedPrefix(entry); err == nil && strings.HasPrefix(entry, `"`) {
		return plainTerm(quoted), strings.TrimPrefix(entry[len(quoted):], ": ")
	}
	key, value, _ = strings.Cut(entry, ": ")
	return key, value
}

// splitTerms splits at the commas that lie in no brackets and no quotes.
func splitTerms(text string) (all []string) {
	depth, start := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			if quoted, err := strconv.QuotedPrefix(text[i:]); err == nil {
				i += len(quoted) - 1
			}
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
			if depth == 0 {
				all = append(all, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return append(all, strings.TrimSpace(text[start:]))
}

// termRow is a field, or a row of a list, that differs.
type termRow struct {
	index         int // from 0, of a row that ends in the old list; -1: the whole field
	before, after string
}

// rowsBetween says how a field changes: which rows, if it is a list of rows. A row that
// moves is taken out and put in.
func rowsBetween(before, after string) []termRow {
	was, is := rowsOf(before), rowsOf(after)
	if was == nil && is == nil || was == nil && before != "" || is == nil && after != "" {
		return []termRow{{-1, before, after}}
	}
	kept := common(was, is)
	var all []termRow
	i, j := 0, 0
	for _, k := range append(kept, [2]int{len(was), len(is)}) {
		for i < k[0] || j < k[1] {
			r := termRow{index: i}
			if j < k[1] {
				r.index, r.after = j, is[j]
				j++
			}
			if i < k[0] {
				r.before = was[i]
				i++
			}
			all = append(all, r)
		}
		i, j = k[0]+1, k[1]+1
	}
	return all
}

// commonMax bounds the work of finding the rows that stay.
const commonMax = 1 << 20

// common gives the places of the longest common run of elements, in order.
func common(was, is []string) (kept [][2]int) {
	first := 0
	for first < min(len(was), len(is)) && was[first] == is[first] {
		kept = append(kept, [2]int{first, first})
		first++
	}
	a, b := was[first:], is[first:]
	if len(a)*len(b) > commonMax {
		return kept
	}
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			kept = append(kept, [2]int{first + i, first + j})
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return kept
}
