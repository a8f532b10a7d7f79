package specfile

import (
	"reflect"
	"strings"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// version is the format version that this package reads and writes.
const version = "v1"

// document is the top of a file: the Spec and the keys that only a file has.
type document struct {
	Version string   `json:"sla"`     // the version of the format: v1
	Include []string `json:"include"` // files to add, relative to this file
	Extends []string `json:"extends"` // layers below this file, the lowest first, relative to it
	sla.Spec
}

// field is one key of a mapping that fills a struct. A union field has no key: the
// word of its value is the key.
type field struct {
	key   string
	index []int
	typ   reflect.Type
	union *union
	owner reflect.Type // the struct that declares the field
}

// isServed reports whether the field is the calendar of a target: a ticket may name
// the hours instead.
func (f *field) isServed() bool { return f.key == "calendar" && f.owner == targetType }

// fieldsOf lists the keys of a struct in the order of declaration. The fields of an
// embedded struct stand in its place.
func fieldsOf(t reflect.Type) []field {
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				all = append(all, inner)
			}
		case f.Type.Kind() == reflect.Interface:
			all = append(all, field{"", []int{i}, f.Type, unions[f.Type], t})
		default:
			all = append(all, field{key, []int{i}, f.Type, nil, t})
		}
	}
	return all
}

// union is a sealed interface; one key tells its types apart.
type union struct {
	noun  string // with its article, such as "a rule"
	words []string
	types map[string]reflect.Type
}

func (u *union) word(t reflect.Type) (string, bool) {
	for _, w := range u.words {
		if u.types[w] == t {
			return w, true
		}
	}
	return "", false
}

type kind struct {
	word  string
	value any
}

func newUnion(noun string, kinds ...kind) *union {
	u := &union{noun: noun, types: map[string]reflect.Type{}}
	for _, k := range kinds {
		u.words = append(u.words, k.word)
		u.types[k.word] = reflect.TypeOf(k.value)
	}
	return u
}

func metricKinds(all ...metrics.Metric) []kind {
	var kinds []kind
	for _, m := range all {
		kinds = append(kinds, kind{m.Key(), m})
	}
	return kinds
}

var unions = map[reflect.Type]*union{
	reflect.TypeFor[metrics.Metric](): newUnion("a metric", metricKinds(
		metrics.Share{}, metrics.Mean{}, metrics.Max{}, metrics.Sum{}, metrics.Percentile{}, metrics.TimeIn{}, metrics.Repair{},
		metrics.Availability{}, metrics.Slices{}, metrics.Composed{},
		metrics.Ratio{}, metrics.Score{}, metrics.Total{}, metrics.Custom{},
	)...),
	reflect.TypeFor[penalty.Rule](): newUnion("a rule",
		kind{"tiers", penalty.Tiers{}}, kind{"table", penalty.Table{}}, kind{"overrun", penalty.Overrun{}},
		kind{"points", penalty.Points{}}, kind{"graduated", penalty.Graduated{}}, kind{"flat", penalty.Flat{}},
		kind{"per-breach", penalty.PerBreach{}}, kind{"per-unit-late", penalty.PerUnitLate{}},
		kind{"per-point-below", penalty.PerPointBelow{}}, kind{"per-point-above", penalty.PerPointAbove{}},
		kind{"pro-rata", penalty.ProRata{}}, kind{"pool", penalty.Pool{}}, kind{"named", penalty.Named{}},
		kind{"sum", penalty.Sum{}}, kind{"highest", penalty.Highest{}}, kind{"first-match", penalty.FirstMatch{}},
		kind{"choice", penalty.Choice{}},
		kind{"capped", penalty.Capped{}}, kind{"floor", penalty.Floor{}}, kind{"minimum", penalty.Minimum{}},
		kind{"repeat", penalty.Repeat{}}, kind{"worth", penalty.Worth{}}, kind{"earn-back", penalty.EarnBack{}},
		kind{"bonus", penalty.Bonus{}},
	),
}

// table is a list that a file may write as a mapping in written order, from the key
// of an entry to its value, or to a mapping of its other fields.
type table struct{ key, value string }

var tables = map[reflect.Type]table{
	reflect.TypeFor[penalty.Tier]():      {"when", "credit"},
	reflect.TypeFor[penalty.Cap]():       {"per", "at"},
	reflect.TypeFor[penalty.Criterion](): {"measure", "in"},
	reflect.TypeFor[sla.MatrixRow]():     {"impact", "priorities"},
	reflect.TypeFor[sla.Grade]():         {"grade", "overrun"},
	reflect.TypeFor[sla.Lock]():          {"path", "may"},
}

// aliases are second words for a key.
var aliases = map[reflect.Type]map[string]string{
	reflect.TypeFor[penalty.Spec](): {"cap": "caps"},
}

// wrapped lists types whose value is under one more key in a file.
var wrapped = map[reflect.Type]string{
	reflect.TypeFor[*sla.Matrix](): "matrix",
}

// conditionWords are the keys of a condition.
var conditionWords = []string{"event", "while", "changed-to", "any", "most", "until"}

// Types that have their own short forms.
var (
	matchType     = reflect.TypeFor[sla.Match]()
	conditionType = reflect.TypeFor[sla.Condition]()
	withinType    = reflect.TypeFor[sla.Within]()
	targetType    = reflect.TypeFor[sla.Target]()
	levelType     = reflect.TypeFor[sla.Level]()
	weekType      = reflect.TypeFor[calendar.Week]()
	hoursType     = reflect.TypeFor[calendar.Hours]()
	holidaysType  = reflect.TypeFor[calendar.Holidays]()
	localType     = reflect.TypeFor[calendar.Local]()
)
