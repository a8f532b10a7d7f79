package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// subjectsMax is how many subjects a finding lists, unless Rows says fewer.
const subjectsMax = 5

// findings lists the findings by code.
func (s *summary) findings() {
	w := &s.words.finding
	if len(s.r.Findings) == 0 {
		return
	}
	s.heading(2, w.title)
	var codes []sla.FindingCode
	of := map[sla.FindingCode][]sla.Finding{}
	for _, f := range s.r.Findings {
		if of[f.Code] == nil {
			codes = append(codes, f.Code)
		}
		of[f.Code] = append(of[f.Code], f)
	}
	t := table{notes: w.meaning, columns: []column{{w.finding, words}, {w.count, number}, {w.about, words}}}
	for _, code := range codes {
		name, means := string(code), ""
		if m, ok := w.codes[code]; ok {
			name, means = m.name, m.means
		}
		if code == sla.FindingWindow {
			means = s.refusal(of[code])
		}
		r := row{cells: []string{name, strconv.Itoa(len(of[code])), s.about(of[code])}}
		if means != "" {
			r.notes = []string{means}
		}
		t.rows = append(t.rows, r)
	}
	s.table(t)
}

// refusal says why exclusions were refused, if one reason holds for all of them.
func (p *page) refusal(all []sla.Finding) string {
	w := &p.words.finding
	late := 0
	for _, f := range all {
		if strings.HasSuffix(f.Path, ".notice") {
			late++
		}
	}
	switch late {
	case len(all):
		return w.tooLate
	case 0:
		return w.noExclusion
	}
	return w.codes[sla.FindingWindow].means
}

// about lists the first subjects of a finding, each once.
func (s *summary) about(all []sla.Finding) string {
	w := &s.words.finding
	most := subjectsMax
	if s.rows > 0 {
		most = min(most, s.rows)
	}
	var texts []string
	seen := map[string]bool{}
	for _, f := range all {
		text, detail := f.Subject, s.place(s.r.Clauses, f.Path)
		if text == "" {
			text = w.agreement
		}
		if f.Code == sla.FindingCredits {
			detail = s.oddity(f)
		} else {
			detail = strings.TrimSpace(detail + " " + s.say(f.Value))
		}
		if detail != "" {
			text = fmt.Sprintf(s.words.aside, text, detail)
		}
		if !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	if left := len(texts) - most; s.rows > 0 && left > 0 {
		texts = append(texts[:most], fmt.Sprintf(s.words.more, left))
	}
	return strings.Join(texts, s.words.list)
}

// oddity says what is odd about a credit rule. The value of the finding is the
// penalty.FindingCode, followed by the figures concerned.
func (s *summary) oddity(f sla.Finding) string {
	kind, concerns, _ := strings.Cut(f.Value, " ")
	concerns = s.say(concerns)
	text, ok := s.words.finding.oddities[penalty.FindingCode(kind)]
	place := s.place(s.r.Clauses, f.Path)
	switch {
	case !ok:
		return strings.TrimSpace(place + " " + f.Value)
	case concerns == "":
		return fmt.Sprintf(s.words.because, place, text)
	}
	return fmt.Sprintf(s.words.finding.oddity, place, text, concerns)
}
