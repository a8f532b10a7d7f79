package record_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/sla/record"
)

// drawn draws a chain of records.
func drawn(r *tape.Reader) []record.Record {
	digest := func() record.Digest {
		if n := r.Int(4); n > 0 {
			return record.Of("x", []byte{byte(n)})
		}
		return ""
	}
	text := func() string {
		return tape.Pick(r, "", "a", "ü", "\"\\", "\n\u001f\u2028", "<&>", "2026-03", "\ufffd")
	}
	var last record.Record
	var all []record.Record
	for range 1 + r.Int(6) {
		next := record.Record{
			Agreement: digest(), Facts: digest(), Result: digest(),
			Made: time.Unix(r.Int64(1<<33), r.Int64(1e9)), By: text(), Period: text(), Reason: text(), Engine: text(),
			Corrects: r.Int64(last.Number + 1),
		}
		last = last.Next(next)
		all = append(all, last)
	}
	return all
}

// A drawn chain passes before and after it is stored, and no drawn tampering does.
func chains(r *tape.Reader) error {
	records := drawn(r)
	head := records[len(records)-1].Head()
	stored, err := json.Marshal(records)
	if err != nil {
		return err
	}
	var again []record.Record
	if err := json.Unmarshal(stored, &again); err != nil {
		return fmt.Errorf("%s: %w", stored, err)
	}
	if !slices.Equal(records, again) {
		return fmt.Errorf("stored: %+v, read: %+v", records, again)
	}
	if err := record.Verify(record.Head{}, again, head); err != nil {
		return err
	}
	cut := r.Int(len(records))
	after := record.Head{}
	if cut > 0 {
		after = records[cut-1].Head()
	}
	if err := record.Verify(after, records[cut:], head); err != nil {
		return fmt.Errorf("from record %d on: %w", cut+1, err)
	}
	i, j := r.Int(len(records)), r.Int(len(records))
	switch r.Int(6) {
	case 0:
		again[i].Reason += "x"
	case 1:
		again[i].Made = again[i].Made.Add(1)
	case 2:
		again[i].Result = record.Of("result", []byte("nicer"))
	case 3:
		again = slices.Delete(again, i, i+1)
	case 4:
		again = slices.Insert(again, j, again[i])
	case 5:
		if again[i], again[j] = again[j], again[i]; i == j {
			return nil
		}
	}
	if record.Verify(record.Head{}, again, head) == nil {
		return fmt.Errorf("not noticed: %+v became %+v", records, again)
	}
	return nil
}

func TestDrawnChains(t *testing.T) { tape.Check(t, chains) }

// readable reports if a text that is read as a record is not stored to the same.
func readable(data []byte) error {
	var r, again record.Record
	if r.UnmarshalJSON(data) != nil {
		return nil
	}
	stored, err := r.MarshalJSON()
	if err != nil {
		return fmt.Errorf("%q is read and not written: %w", data, err)
	}
	if err := again.UnmarshalJSON(stored); err != nil || again != r || again.Digest() != record.Of("record", stored) {
		return fmt.Errorf("%q is read, and stored as %q: %w", data, stored, err)
	}
	// One form: without white space and with its keys sorted it is the stored text.
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return fmt.Errorf("%q is read and no JSON: %w", data, err)
	}
	if len(compact.Bytes()) < len(stored) {
		return fmt.Errorf("%q is shorter than %q", data, stored)
	}
	return nil
}

func FuzzRecord(f *testing.F) {
	texts, _ := months(f)
	for _, seed := range texts {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := readable(data); err != nil {
			t.Error(err)
		}
		if err := chains(tape.FromBytes(data).Reader()); err != nil {
			t.Error(err)
		}
	})
}
