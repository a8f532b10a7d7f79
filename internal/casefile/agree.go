package casefile

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// shelf has the files of a case: the files of its folder, and the agreements that the
// case writes out, by their names.
type shelf struct {
	files fs.FS
	texts fstest.MapFS
}

func (s shelf) Open(name string) (fs.File, error) {
	if _, ok := s.texts[name]; ok {
		return s.texts.Open(name)
	}
	return s.files.Open(name)
}

// beside gives the path of a file that a case names: a file in the folder of the case.
func (w *world) beside(name string) string { return path.Join(path.Dir(w.page.name), name) }

// agreementBlock reads "agreement [NAME] [FILE]" or "agreement NAME like OTHER", and
// what stands below: YAML, then answers.
func (w *world) agreementBlock(l *line, words []word) {
	var names []word
	like := ""
	if n := len(words); n >= 2 && words[n-2].is("like") {
		like, words = words[n-1].text, words[:n-2]
		if w.agreements[like] == nil {
			w.fail(l, "agreement %q: %v", like, w.notNamed(like))
			w.broken = true
			return
		}
	}
	file := ""
	if n := len(words); n > 0 && l.yaml[0] == 0 && like == "" {
		file, words = words[n-1].text, words[:n-1]
	}
	names = words
	name := ""
	switch {
	case len(names) > 1:
		w.fail(l, "write agreement NAME, agreement NAME FILE or agreement NAME like OTHER")
		return
	case len(names) == 1:
		name = names[0].text
	case file != "":
		name = strings.TrimSuffix(path.Base(file), path.Ext(file))
	case like != "":
		w.fail(l, "an agreement like another needs a name of its own")
		return
	}
	switch {
	case strings.Contains(name, "/"):
		w.fail(l, "the name of an agreement has no /, which stands between it and an objective")
		return
	case w.agreements[name] != nil:
		w.fail(l, "an agreement of this name stands above; give this agreement another")
		return
	case file != "" && !fs.ValidPath(w.beside(file)):
		w.fail(l, "%q is no path below the folder of cases", file)
		return
	case file == "" && l.yaml[0] == 0:
		w.fail(l, "nothing stands below; write the agreement, or name its file")
		return
	}
	made := &agreement{name: name, order: len(w.agreements)}
	var err error
	switch {
	case file != "":
		made.home = w.beside(file)
	default:
		made.home = w.beside(name)
		if name == "" {
			made.home = w.beside("agreement")
		}
		made.line, made.column = l.yaml[0], w.page.yamlIndent(l)
		text := w.page.yamlInPlace(l)
		if like != "" {
			base := w.agreements[like]
			whole, err := specfile.YAML(base.Spec())
			if err != nil {
				w.fail(l, "%s: %v", like, err)
				return
			}
			home := base.home + " as a whole"
			w.texts[home] = &fstest.MapFile{Data: whole}
			indent := strings.Repeat(" ", made.column)
			text = text[1:] // the line above becomes the version
			text = strings.Replace(text, w.page.lines[made.line-1], indent+"sla: v1\n"+w.page.lines[made.line-1], 1) +
				indent + "extends: [" + strconv.Quote(path.Base(home)) + "]\n"
		}
		w.texts[made.home] = &fstest.MapFile{Data: []byte(text)}
	}
	made.Agreement, err = specfile.Open(shelf{w.run.files, w.texts}, made.home, w.run.sources)
	if err == nil {
		w.agreements[name] = made
		if w.first == nil {
			w.first = made
			if !w.zoned {
				w.zone = made.Location()
			}
		}
		maps.Copy(w.heard, wordsHeard(made.Spec()))
	}
	w.ask(question{About: "agreement", Agreement: w.nameOf(made)})
	for _, k := range l.below {
		_, answer, _ := arrow(k.text)
		subject, wanted, _ := cut(answer, ":")
		verb, codes, _ := strings.Cut(subject, " ")
		codes, but := strings.CutPrefix(codes, "but ")
		switch {
		case subject == "errors":
			w.compareLines(k, subject, made.problems(err), nil)
			if err != nil {
				w.broken, err = true, nil // nothing that follows can be asked
				w.exportBroken(made)
			}
		case (verb == "findings" || verb == "finding") && made.Agreement == nil:
			w.fail(k, "the agreement has errors, so it has no findings")
		case subject == "findings":
			w.compareLines(k, subject, findingLines(made.Findings()), nil)
		case verb == "findings" && but:
			if !w.check(k, knownCodes(made.Findings(), strings.Fields(codes)...)) {
				continue
			}
			w.compareLines(k, subject, findingLines(slices.DeleteFunc(made.Findings(), func(f sla.Finding) bool {
				return slices.Contains(strings.Fields(codes), codeOf(f))
			})), nil)
		case verb == "finding" && !but && codes != "":
			if !w.check(k, knownCodes(made.Findings(), codes)) {
				continue
			}
			w.compare(k, subject, strings.TrimSpace(wanted), findingFacets(made.Findings(), codes), []string{"only"}, nil)
		default:
			w.fail(k, "%q: of an agreement a case asks errors, findings, findings but CODE, or finding CODE", subject)
		}
	}
	if err != nil {
		w.broken = true
		for _, e := range listed(err) {
			var p *specfile.Error
			if errors.As(e, &p) && p.File == made.home && made.line > 0 && p.Line > 0 {
				w.fails = append(w.fails, &Mistake{p.Line, inColumn{p.Column, &p.FieldError}})
				continue
			}
			w.fail(l, "%v", e)
		}
	}
}

// agreement is an agreement of a case.
type agreement struct {
	*sla.Agreement
	name   string
	order  int
	home   string // the path under which it was opened
	line   int    // of the first line of its text; 0: it is a file
	column int    // the indentation of its text
}

// listed gives the errors that an error joins.
func listed(err error) (all []error) {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			all = append(all, listed(e)...)
		}
		return all
	}
	if err != nil {
		all = append(all, err)
	}
	return all
}

// kinds are the words for the kinds of problems of an agreement.
var kinds = []struct {
	word string
	is   error
}{
	{"missing", sla.ErrMissing}, {"syntax", sla.ErrSyntax}, {"range", sla.ErrRange},
	{"unknown", sla.ErrUnknown}, {"conflict", sla.ErrConflict},
}

// problems lists the problems of an agreement: place in the YAML, path and kind.
func (a *agreement) problems(err error) (all []string) {
	for _, e := range listed(err) {
		var p *specfile.Error
		if !errors.As(e, &p) {
			all = append(all, e.Error())
			continue
		}
		text := p.File
		if p.File == a.home {
			text = fmt.Sprintf("%d:%d", p.Line-max(a.line-1, 0), p.Column-a.column)
		}
		text += " " + p.Path
		for _, k := range kinds {
			if errors.Is(e, k.is) {
				text += " " + k.word
				break
			}
		}
		all = append(all, text)
	}
	return all
}

func findingLines(list []sla.Finding) (all []string) {
	for _, f := range list {
		if f.Subject == "" {
			f.Subject = "agreement"
		}
		all = append(all, fmt.Sprintln(f.Code, inLine(f.Subject), inLine(f.Path), inLine(f.Value)))
	}
	return all
}

// codeOf is the code of a finding. A finding about credits has the code of the credits.
func codeOf(f sla.Finding) string {
	if f.Code == sla.FindingCredits {
		code, _, _ := strings.Cut(f.Value, " ")
		return code
	}
	return string(f.Code)
}

// findingFacets are the facets of the findings of a code: none or some, all ranges of
// figures concerned in any order, a figure concerned with or without the credit of its
// row, and the credit alone. One finding has to have both.
func findingFacets(list []sla.Finding, code string) facets {
	type concern struct{ band, credit string }
	var all []concern
	var texts []string
	for _, f := range list {
		if codeOf(f) != code {
			continue
		}
		one := concern{band: strings.TrimSpace(strings.TrimPrefix(f.Value, code))}
		if band, credit, ok := strings.Cut(one.band, " ("); ok && strings.HasSuffix(credit, ")") {
			one = concern{band, strings.TrimSuffix(credit, ")")}
		}
		all, texts = append(all, one), append(texts, orNothing(one.band, "the agreement"))
	}
	got := "only " + strings.Join(texts, "; ")
	if len(all) == 0 {
		got = "none"
	} else if slices.ContainsFunc(all, func(c concern) bool { _, err := penalty.Band(c.band).Values(); return err != nil }) {
		got = "some" // such as a finding about two rows
	}
	return facets{
		"none": func(rest []word) (string, bool, error) { return got, len(all)+len(rest) == 0, nil },
		"some": func(rest []word) (string, bool, error) { return got, len(all) > 0 && len(rest) == 0, nil },
		"only": func(rest []word) (string, bool, error) {
			want, left := parted(joined(rest), ";"), slices.Clone(all)
			for _, text := range want {
				wanted, err := penalty.Band(text).Values()
				if err != nil {
					return got, false, err
				}
				i := slices.IndexFunc(left, func(c concern) bool {
					values, bad := penalty.Band(c.band).Values()
					return bad == nil && values.String() == wanted.String()
				})
				if i < 0 {
					return got, false, nil
				}
				left = slices.Delete(left, i, i+1)
			}
			return got, len(want) > 0 && len(left) == 0, nil
		},
		"at": func(rest []word) (string, bool, error) {
			credit := ""
			if n := len(rest); n > 2 && rest[n-2].is("credit") {
				rest, credit = rest[:n-2], rest[n-1].text
			}
			if len(rest) == 0 {
				return got, false, nil
			}
			at, err := penalty.Value(textOf(rest)).Rat()
			return got, slices.ContainsFunc(all, func(c concern) bool {
				values, bad := penalty.Band(c.band).Values()
				return err == nil && bad == nil && values.Has(at) && (credit == "" || credit == c.credit)
			}), err
		},
		"credit": func(rest []word) (string, bool, error) {
			return got, slices.ContainsFunc(all, func(c concern) bool { return c.credit != "" && c.credit == textOf(rest) }), nil
		},
	}
}

// inLine writes a text that stands in a line of an answer. Quotes keep what would be a
// comment, or is not seen.
func inLine(s string) string {
	if strings.ContainsAny(s, "\"\\") || slices.Contains(strings.Fields(s), "#") || strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}

// calendarBlock reads "calendar NAME" and the YAML of a calendar of a file.
func (w *world) calendarBlock(l *line, words []word) {
	if len(words) != 1 || l.yaml[0] == 0 {
		w.fail(l, "write calendar NAME, and below it the calendar as in a file, with its zone")
		return
	}
	name := words[0].text
	indented := strings.ReplaceAll(strings.TrimSuffix(w.page.yamlOf(l), "\n"), "\n", "\n    ")
	spec, err := specfile.Parse([]byte("sla: v1\nzone: UTC\ncalendars:\n  it:\n    " + indented + "\n"))
	const lead = 4
	var made calendar.Calendar
	if err == nil {
		made, err = calendar.Sources{Zone: w.run.sources.Zone, Holidays: w.run.sources.Holidays, File: w.run.sources.File}.New(spec.Calendars["it"])
	}
	for _, e := range listed(err) {
		w.broken = true
		var p *specfile.Error
		if errors.As(e, &p) && p.Line > lead {
			w.fails = append(w.fails, &Mistake{l.yaml[0] + p.Line - lead - 1, inColumn{w.page.yamlIndent(l) + p.Column - lead, &p.FieldError}})
			continue
		}
		w.fail(l, "%v", e)
	}
	if w.calendars[name] != (calendar.Calendar{}) {
		w.fail(l, "a calendar of this name stands above; give this calendar another")
	}
	w.calendars[name] = made
	if w.exported != nil && err == nil {
		w.exported.Calendars[name] = spec.Calendars["it"]
	}
}

// wordsHeard are the words of an agreement: the texts of its fields, and the keys of
// its tables.
func wordsHeard(spec sla.Spec) map[string]bool {
	heard := map[string]bool{}
	var hear func(v reflect.Value)
	hear = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				hear(v.Elem())
			}
		case reflect.Struct:
			if m, ok := v.Interface().(sla.Matrix); ok { // it reads these attributes without naming them
				heard["priority"] = true
				if len(m.Impact) > 0 {
					heard["impact"], heard["urgency"] = true, true
				}
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					hear(v.Field(i))
				}
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				hear(v.Index(i))
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				hear(it.Key())
				hear(it.Value())
			}
		case reflect.String:
			heard[v.String()] = true
			for _, part := range strings.FieldsFunc(v.String(), func(r rune) bool { return r == ' ' || r == '+' }) {
				heard[part] = true
			}
		}
	}
	hear(reflect.ValueOf(spec))
	return heard
}

// Heard are the words of an agreement: the texts of its terms, and their parts.
func Heard(a *sla.Agreement) map[string]bool { return wordsHeard(a.Spec()) }

// known reports a word of a fact that no agreement of the case has.
func (w *world) known(l *line, kind, name string) {
	if w.heard[name] || w.first == nil {
		return
	}
	w.heard[name] = true // say it once
	w.fail(l, "no agreement of the case has the %s %v; if that is meant, write: unheard %s",
		kind, nearest(name, w.heard), quotedIfNeeded(name))
}

// nearest says that a word is unknown, and which word is near.
func nearest(name string, heard map[string]bool) string {
	all := make([]string, 0, len(heard))
	for h := range heard {
		if h != name && !strings.Contains(h, " ") {
			all = append(all, h)
		}
	}
	slices.Sort(all)
	if near := fault.Nearest(name, all...); near != "" {
		return fmt.Sprintf("%q (did you mean %q?)", name, near)
	}
	return strconv.Quote(name)
}

// names are the names of the agreements, in their order.
func (w *world) names() []string {
	all := make([]string, len(w.agreements))
	for name, a := range w.agreements {
		all[a.order] = name
	}
	return all
}

// notNamed is the problem of a name that no agreement has.
func (w *world) notNamed(name string) error {
	if len(w.agreements) == 0 {
		return errors.New("no agreement stands above")
	}
	if w.agreements[""] != nil {
		return fmt.Errorf("an agreement above has no name; write agreement %s above its terms", name)
	}
	return fault.NotOneOf(name, w.names()...)
}

// of finds the agreement of [AGREEMENT/]OBJECTIVE.
func (w *world) of(subject string) (a *agreement, rest string, ok bool) {
	if name, rest, named := cut(subject, "/"); named {
		if a := w.agreements[unquoted(name)]; a != nil {
			return a, rest, true
		}
	}
	return w.first, subject, w.first != nil
}

// unquoted reads a name that may be quoted.
func unquoted(s string) string {
	if words, err := wordsOf(s); err == nil && len(words) == 1 {
		return words[0].text
	}
	return s
}

// objectivesOf lists the objectives that an agreement has or had.
func objectivesOf(a *sla.Agreement) []string {
	var all []string
	spec := a.Spec()
	for _, o := range spec.Objectives {
		all = append(all, o.ID)
	}
	for _, r := range spec.Revisions {
		for _, o := range r.Change.Objectives {
			if !slices.Contains(all, o.ID) {
				all = append(all, o.ID)
			}
		}
	}
	return all
}
