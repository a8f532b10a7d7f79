package exchange

import (
	"bytes"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// ToOpenSLO writes the objectives that OpenSLO v1 can say, each as an SLO in a YAML
// document of its own: shares of good events, and shares of good time slices, over a
// rolling or a calendar period. The indicator is a reference to the name of the facts.
//
// The notes tell what is not written, as not-read with the place in the agreement as
// Path, and what OpenSLO leaves open, as assumed. Without an objective that can be
// written the text is empty. A metric that New would refuse is an error, with the path
// that New gives.
func ToOpenSLO(spec sla.Spec) ([]byte, []sla.Finding, error) {
	var out bytes.Buffer
	w := writing{spec: spec}
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	for _, o := range spec.Objectives {
		slo, err := w.slo(o)
		if err != nil {
			return nil, nil, err
		}
		if slo == nil {
			continue
		}
		if err := encoder.Encode(slo); err != nil {
			return nil, nil, err
		}
	}
	w.rest()
	if out.Len() == 0 {
		return nil, w.notes, nil
	}
	err := encoder.Close()
	return out.Bytes(), w.notes, err
}

// writing is an agreement that is being written.
type writing struct {
	spec  sla.Spec
	notes []sla.Finding
}

func (w *writing) note(code sla.FindingCode, path, value string) {
	w.notes = append(w.notes, sla.Finding{Code: code, Path: path, Value: value})
}

// rest notes the parts of the agreement that OpenSLO has no place for.
func (w *writing) rest() {
	spec := reflect.ValueOf(w.spec)
	for i := range spec.NumField() {
		key, _, _ := strings.Cut(spec.Type().Field(i).Tag.Get("json"), ",")
		if !spec.Field(i).IsZero() && !slices.Contains([]string{"zone", "objectives"}, key) {
			w.note(notRead, key, "OpenSLO has no counterpart")
		}
	}
}

// slo gives an SLO, or nil if OpenSLO cannot say what the objective says.
func (w *writing) slo(o sla.Objective) (*yaml.Node, error) {
	path := "objectives." + o.ID
	var of, method string
	objective := mapping()
	share, ok := asShare(o.Attain)
	switch {
	case !ok:
		w.note(notRead, path+".attain", "OpenSLO promises at least a share")
		return nil, nil
	case len(o.Where) > 0:
		w.note(notRead, path+".where", "OpenSLO narrows by its queries")
		return nil, nil
	}
	if o.Metric != nil {
		if err := metrics.Check(o.Metric); err != nil {
			var faults fault.List
			faults.Merge(path+"."+o.Metric.Key(), err)
			return nil, faults.Err()
		}
	}
	switch m := o.Metric.(type) {
	case metrics.Ratio:
		if of, method = m.Of, "Occurrences"; m.Excess != "" {
			w.note(notRead, path+".ratio.excess", "OpenSLO has no counterpart")
			return nil, nil
		}
		if m.Good != "" && !thresholds(objective, m.Good) {
			w.note(notRead, path+".ratio.good", "OpenSLO compares with one number")
			return nil, nil
		}
	case metrics.Slices:
		of, method = m.Of, "Timeslices"
		if !w.slices(objective, m, o.Period, path+".slices") {
			return nil, nil
		}
	default:
		w.note(notRead, path, "OpenSLO has shares of events and of time slices only")
		return nil, nil
	}
	window, ok := w.window(o.Period)
	if !ok {
		w.note(notRead, path+".period", "OpenSLO has no such window")
		return nil, nil
	}
	w.lost(o, path)
	objective.set("target", plain(share))
	metadata := mapping().set("name", text(o.ID))
	if o.Title != "" {
		metadata.set("displayName", text(o.Title))
	}
	if !dnsLabel.MatchString(o.ID) {
		w.note(assumed, path+".id", "OpenSLO asks for a name of lower-case letters, digits and hyphens")
	}
	spec := mapping().set("indicatorRef", text(of)).set("timeWindow", sequence(window)).
		set("budgetingMethod", text(method)).set("objectives", sequence(objective))
	return mapping().set("apiVersion", text("openslo/v1")).set("kind", text("SLO")).
		set("metadata", metadata).set("spec", spec).node(), nil
}

// dnsLabel is a name that OpenSLO takes.
var dnsLabel = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// lost notes the fields of an objective that are not written, although the objective is.
func (w *writing) lost(o sla.Objective, path string) {
	v := reflect.ValueOf(o)
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if !v.Field(i).IsZero() && !slices.Contains([]string{"id", "title", "attain", "period", "-"}, key) {
			w.note(notRead, path+"."+key, "OpenSLO has no counterpart")
		}
	}
}

// slices writes a metric of time slices; false if OpenSLO cannot say it.
func (w *writing) slices(to yamlMap, m metrics.Slices, period sla.Every, path string) bool {
	rolling := strings.HasPrefix(string(period), "rolling")
	good, ok := asShare(m.Good)
	every, err := m.Every.Parse()
	window := shortest(every)
	switch {
	case !ok || m.Bad != "":
		w.note(notRead, path+".good", "OpenSLO asks for a least share of good events in a slice")
	case err != nil || window == "":
		w.note(notRead, path+".every", "OpenSLO has slices of whole seconds")
	case m.MinSamples > 0 || m.MinRun > 0 || m.Calendar != "" || m.Coverage != "" || m.Partial != "" || (m.Align == metrics.AlignClock) != rolling:
		w.note(notRead, path, "OpenSLO has no counterpart of min-samples, min-run, calendar, coverage, partial and align")
	default:
		if m.Empty != metrics.NoDataExclude {
			w.note(assumed, path+".empty", string(m.Empty)+": OpenSLO does not say how a slice without events counts")
		}
		to.set("timeSliceTarget", plain(good)).set("timeSliceWindow", text(window))
		return true
	}
	return false
}

// shortest writes a length as OpenSLO does, or "".
func shortest(d time.Duration) string {
	for _, unit := range []struct {
		each time.Duration
		word string
	}{{7 * 24 * time.Hour, "w"}, {24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if d > 0 && d%unit.each == 0 {
			return fmt.Sprintf("%d%s", d/unit.each, unit.word)
		}
	}
	return ""
}

// thresholds writes what a good sample meets.
func thresholds(to yamlMap, good metrics.Bound) bool {
	for _, op := range [][2]string{{"at most ", "lte"}, {"below ", "lt"}, {"at least ", "gte"}, {"over ", "gt"}} {
		if value, is := strings.CutPrefix(string(good), op[0]); is && plainNumber.MatchString(value) {
			to.set("op", text(op[1])).set("value", plain(value))
			return true
		}
	}
	return false
}

var plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// asShare writes a bound such as "99.95%" as 0.9995, digit by digit.
func asShare(b metrics.Bound) (string, bool) {
	number, is := strings.CutSuffix(strings.TrimPrefix(strings.TrimSpace(string(b)), "at least "), "%")
	if !is || !plainNumber.MatchString(number) || number[0] == '-' {
		return "", false
	}
	whole, fraction, _ := strings.Cut(number, ".")
	if len(whole) < 3 {
		whole = strings.Repeat("0", 3-len(whole)) + whole
	}
	cut := len(whole) - 2
	fraction = whole[cut:] + fraction
	whole = strings.TrimLeft(whole[:cut], "0")
	if whole == "" {
		whole = "0"
	}
	if whole != "0" {
		fraction = strings.TrimRight(fraction, "0") // 100%
		if whole != "1" || fraction != "" {
			return "", false
		}
		return "1.0", true
	}
	return whole + "." + fraction, true
}

// windows are the periods that OpenSLO has, with the units of its shorthand.
var windows = regexp.MustCompile(`^(?:([0-9]+) )?(day|week|month|quarter|year)s?(?: from (.+))?$`)

// window writes a period.
func (w *writing) window(period sla.Every) (window yamlMap, ok bool) {
	if days, is := strings.CutPrefix(string(period), "rolling "); is {
		days = strings.TrimSuffix(days, " days")
		return mapping().set("duration", text(days+"d")).set("isRolling", word("true")), plainNumber.MatchString(days)
	}
	found := windows.FindStringSubmatch(string(period))
	if found == nil {
		return window, false
	}
	n, unit, from := found[1], found[2], found[3]
	if n == "" {
		n = "1"
	}
	if from == "" {
		if from = "1970-01-01"; unit == "week" {
			from = "1970-01-05" // a Monday
		}
	}
	if _, _, isDate := anchor(from); !isDate {
		from = namedAnchor(from)
	}
	if from == "" || w.spec.Zone == "" {
		return window, false
	}
	short := map[string]string{"day": "d", "week": "w", "month": "M", "quarter": "Q", "year": "Y"}[unit]
	calendar := mapping().set("startTime", text(from+" 00:00:00")).set("timeZone", text(w.spec.Zone))
	return mapping().set("duration", text(n+short)).set("isRolling", word("false")).set("calendar", calendar), true
}

// namedAnchor gives a date for a month or weekday from which a period is counted.
func namedAnchor(name string) string {
	for d := range 7 {
		if at := time.Date(1970, 1, 4+d, 0, 0, 0, 0, time.UTC); strings.EqualFold(name, at.Weekday().String()) {
			return at.Format(time.DateOnly)
		}
	}
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(name, m.String()) {
			return time.Date(1970, m, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		}
	}
	return ""
}

// yamlMap is a mapping in written order.
type yamlMap struct{ n *yaml.Node }

func mapping() yamlMap { return yamlMap{&yaml.Node{Kind: yaml.MappingNode}} }

func (m yamlMap) node() *yaml.Node { return m.n }

func (m yamlMap) set(key string, value interface{ node() *yaml.Node }) yamlMap {
	m.n.Content = append(m.n.Content, text(key).node(), value.node())
	return m
}

type yamlScalar yaml.Node

func (s *yamlScalar) node() *yaml.Node { return (*yaml.Node)(s) }

// text is a text, in quotes if any reader could take it for something else.
func text(s string) *yamlScalar {
	n := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if !bare.MatchString(s) || slices.Contains([]string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}, strings.ToLower(s)) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return (*yamlScalar)(&n)
}

var bare = regexp.MustCompile(`^([A-Za-z][-A-Za-z0-9_/.]*|[0-9]+[smhdwMQY])$`)

// word and plain are values without quotes, as written.
func word(s string) *yamlScalar {
	return (*yamlScalar)(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: s})
}

func plain(s string) *yamlScalar {
	tag := "!!int"
	if strings.Contains(s, ".") {
		tag = "!!float"
	}
	return (*yamlScalar)(&yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: s})
}

type yamlList []*yaml.Node

func (l yamlList) node() *yaml.Node { return &yaml.Node{Kind: yaml.SequenceNode, Content: l} }

func sequence(items ...yamlMap) yamlList {
	var l yamlList
	for _, m := range items {
		l = append(l, m.n)
	}
	return l
}
