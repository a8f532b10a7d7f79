package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func init() {
	register.Combiner3[state, delivery, []byte](&learn{})
	register.Combiner3[state, []byte, []byte](&join{})
	register.DoFn1x3[string, string, delivery, error](&read{})
	register.DoFn2x2[string, []byte, string, []byte](&whole{})
	register.DoFn2x2[string, []byte, string, error](&report{})
	beam.RegisterType(reflect.TypeFor[delivery]())

	// The accumulator needs this coder. Beam's own coder of structs skips unexported fields:
	// the pipeline would end without an error, and every tally would be empty.
	beam.RegisterCoder(reflect.TypeFor[state](), state.encode, decode)
}

// line is a line of the input: the facts of one agreement.
type line struct {
	Agreement string          `json:"agreement"`
	Facts     json.RawMessage `json:"facts"`
}

// delivery is the value of an element. It names its agreement again, because a CombineFn
// does not see the key.
type delivery struct {
	Agreement string
	Facts     []byte // a sla.Facts in JSON
}

// state is the accumulator: the tally of one agreement, as bytes until somebody needs it.
// Its zero value has learned nothing and belongs to no agreement yet.
type state struct {
	agreement string
	bytes     []byte
	tally     *sla.Tally
}

// encode writes the agreement and the tally's canonical bytes.
func (s state) encode() ([]byte, error) {
	body := s.bytes
	if s.tally != nil {
		var err error
		if body, err = s.tally.MarshalBinary(); err != nil {
			return nil, err
		}
	}
	return json.Marshal(stored{s.agreement, body})
}

type stored struct {
	Agreement string
	Tally     []byte
}

func decode(data []byte) (state, error) {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return state{}, err
	}
	return state{agreement: s.Agreement, bytes: s.Tally}, nil
}

// learn is the CombineFn of a shard of an agreement. Its merge order is Beam's: a tally is
// a commutative group, so every order gives the same bytes.
type learn struct {
	Specs map[string][]byte // the text of each agreement file, by the agreement's ID
}

func (l *learn) CreateAccumulator() state { return state{} }

func (l *learn) AddInput(s state, d delivery) (state, error) {
	if s.agreement == "" {
		s.agreement = d.Agreement
	}
	if err := l.open(&s); err != nil {
		return s, err
	}
	var facts sla.Facts
	if err := json.Unmarshal(d.Facts, &facts); err != nil {
		return s, fmt.Errorf("facts of %s: %w", d.Agreement, err)
	}
	for fact := range facts.All() {
		s.tally.Add(fact)
	}
	return s, nil
}

// merges counts the merges of two tallies in this process.
var merges atomic.Int64

func (l *learn) MergeAccumulators(a, b state) (state, error) {
	switch {
	case a.agreement == "":
		return b, nil
	case b.agreement == "":
		return a, nil
	}
	if err := errors.Join(l.open(&a), l.open(&b)); err != nil {
		return a, err
	}
	merges.Add(1)
	return a, a.tally.Merge(b.tally)
}

// ExtractOutput gives the state's bytes, for join.
func (l *learn) ExtractOutput(s state) ([]byte, error) { return s.encode() }

// join is the CombineFn of an agreement: it merges the tallies of its shards.
type join struct{ Specs map[string][]byte }

func (j *join) CreateAccumulator() state { return state{} }

func (j *join) AddInput(s state, shard []byte) (state, error) {
	one, err := decode(shard)
	if err != nil {
		return s, err
	}
	return j.MergeAccumulators(s, one)
}

func (j *join) MergeAccumulators(a, b state) (state, error) {
	return (&learn{j.Specs}).MergeAccumulators(a, b)
}

// ExtractOutput gives the tally's bytes: they can be stored, merged with those of another
// run, or reported.
func (j *join) ExtractOutput(s state) ([]byte, error) {
	if s.agreement == "" {
		return nil, nil
	}
	if err := (&learn{j.Specs}).open(&s); err != nil {
		return nil, err
	}
	return s.tally.MarshalBinary()
}

// open makes the tally of a state.
func (l *learn) open(s *state) error {
	if s.tally != nil {
		return nil
	}
	agreement, err := compiled(l.Specs, s.agreement)
	if err != nil {
		return err
	}
	s.tally = agreement.NewTally()
	if s.bytes == nil {
		return nil
	}
	body := s.bytes
	s.bytes = nil
	return s.tally.UnmarshalBinary(body)
}

// agreements holds the compiled agreements of this process. An Agreement is safe for
// concurrent use, so all bundles share it.
var agreements sync.Map // of a text to *sla.Agreement

func compiled(specs map[string][]byte, id string) (*sla.Agreement, error) {
	text, ok := specs[id]
	if !ok {
		return nil, fmt.Errorf("no agreement %q; there are %q", id, slices.Sorted(maps.Keys(specs)))
	}
	if a, ok := agreements.Load(string(text)); ok {
		return a.(*sla.Agreement), nil
	}
	spec, err := specfile.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	agreement, err := sla.Sources{Holidays: holidays.Official}.New(spec)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	a, _ := agreements.LoadOrStore(string(text), agreement)
	return a.(*sla.Agreement), nil
}

// read makes an element of a line. Its key is the agreement and a shard, so that one large
// agreement keeps many workers busy. The shard follows from the line alone: a bundle that
// runs again gives the same elements.
type read struct{ Shards int }

func (r *read) ProcessElement(text string) (string, delivery, error) {
	var l line
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return "", delivery{}, fmt.Errorf("a line that begins %.80q: %w", text, err)
	}
	shard := crc32.ChecksumIEEE([]byte(text)) % uint32(max(1, r.Shards))
	return fmt.Sprintf("%d %s", shard, l.Agreement), delivery{l.Agreement, l.Facts}, nil
}

// whole takes the shard off the key.
type whole struct{}

func (w *whole) ProcessElement(key string, tally []byte) (string, []byte) {
	_, agreement, _ := strings.Cut(key, " ")
	return agreement, tally
}

// report makes a line of JSON of a tally: the agreement, the digest and the result.
type report struct {
	Specs  map[string][]byte
	Period string
}

// reported is a line of the output.
type reported struct {
	Agreement string          `json:"agreement"`
	Digest    string          `json:"digest"`
	Result    json.RawMessage `json:"result"`
}

func (r *report) ProcessElement(id string, tally []byte) (string, error) {
	agreement, err := compiled(r.Specs, id)
	if err != nil {
		return "", err
	}
	period, err := sla.ParsePeriod(r.Period)
	if err != nil {
		return "", err
	}
	t := agreement.NewTally()
	if err := t.UnmarshalBinary(tally); err != nil {
		return "", fmt.Errorf("%s: %w", id, err)
	}
	_, end := agreement.Bounds(period)
	result, err := t.Result(period, end)
	if err != nil {
		return "", fmt.Errorf("%s: %w", id, err)
	}
	text, err := json.Marshal(reported{id, fmt.Sprintf("%x", result.Digest()), result.JSON()})
	return string(text), err
}
