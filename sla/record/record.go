package record

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Record is one entry of a chain. It is written once and never changed; to correct a
// record, write a later record that names it in Corrects.
//
// The fields that Next sets, Number and Before, are zero in a record that is not in a
// chain yet. All other fields but Made may be empty.
type Record struct {
	Number int64  // 1 for the first record, then counted up; set by Next
	Before Digest // of the record before; "" for the first record; set by Next

	Agreement Digest // such as Of("agreement", file), with the document parts
	Facts     Digest // such as OfAll("facts", digests...)
	Result    Digest // such as Of("result", result.JSON())

	// Made is when the record was made. It is needed, and it must have a year from 0
	// to 9999. The record keeps it in UTC, to the nanosecond.
	Made time.Time
	By   string // who decided
	// Period is what was decided about: "2026-03", "2026-Q1", "2026", "2026-03-09" or
	// "2026-03-01/2026-03-15", which ends before 15 March. KeptUntil reads it.
	Period string
	Reason string // why the record was made, such as "month closed"
	Engine string // by which version of the rules, such as "upheld 1"
	// Corrects is the number of an earlier record that this record replaces; 0: none.
	Corrects int64
}

// Head is the number and the digest of a record. The zero Head stands for no record:
// the beginning of a chain.
type Head struct {
	Number int64  `json:"number"`
	Digest Digest `json:"digest"`
}

// Next gives the record that follows r with the content of next: it sets Number and
// Before, and puts Made into UTC. The zero Record is followed by the first record.
func (r Record) Next(next Record) Record {
	next.Number, next.Before = r.Number+1, r.Head().Digest
	next.Made = next.Made.UTC().Round(0)
	return next
}

// Head gives the head of the chain up to r, for a letter to a customer. The zero
// Record has the zero Head.
func (r Record) Head() Head {
	if r == (Record{}) {
		return Head{}
	}
	return Head{Number: r.Number, Digest: r.Digest()}
}

// Digest gives the digest of the record's JSON form. The next record has it as Before.
func (r Record) Digest() Digest { return Of("record", r.append(nil)) }

// Verify reports whether records follow the head after in order and reach or pass the
// head at. The error names the first record that does not fit.
//
// The zero Head after is the beginning of the chain. If old records were deleted,
// after is the head of the last deleted record. The zero Head at checks nothing: then
// a change of the last record, or that the last records are missing, is not noticed.
//
// Verify also refuses a record that no Record can be written for, such as one with a
// digest in upper case, and a record that corrects itself or a later record.
func Verify(after Head, records []Record, at Head) error {
	if err := after.check(); err != nil {
		return fmt.Errorf("the head before the records: %w", err)
	}
	if err := at.check(); err != nil {
		return fmt.Errorf("the head to reach: %w", err)
	}
	if at != (Head{}) && at.Number < after.Number {
		return fmt.Errorf("head %d lies before the records, which follow record %d: hand over the records from %d on", at.Number, after.Number, at.Number)
	}
	last := after
	for _, r := range records {
		if err := last.differs(at); err != nil {
			return err
		}
		if r.Number != last.Number+1 {
			return fmt.Errorf("record %d: stands where record %d belongs", r.Number, last.Number+1)
		}
		if r.Before != last.Digest {
			return fmt.Errorf("record %d: does not follow record %d as it is now", r.Number, last.Number)
		}
		if err := r.check(); err != nil {
			return fmt.Errorf("record %d: %w", r.Number, err)
		}
		last = r.Head()
	}
	if err := last.differs(at); err != nil {
		return err
	}
	if last.Number < at.Number {
		return fmt.Errorf("record %d: missing; the head is of record %d", last.Number+1, at.Number)
	}
	return nil
}

// differs is an error if h and at are heads of one record and differ.
func (h Head) differs(at Head) error {
	if at != (Head{}) && h.Number == at.Number && h.Digest != at.Digest {
		return fmt.Errorf("record %d: is not the record that the head was taken of", h.Number)
	}
	return nil
}

// check refuses a Head that no record has.
func (h Head) check() error {
	switch {
	case h == Head{}:
		return nil
	case h.Number < 1:
		return fmt.Errorf("number %d: records are counted from 1", h.Number)
	case !h.Digest.valid():
		return errors.New("digest: a digest has 64 hexadecimal digits in lower case")
	}
	return nil
}

// check refuses a record that two texts could stand for, or none.
func (r Record) check() error {
	for _, d := range []struct {
		key string
		Digest
	}{{"agreement", r.Agreement}, {"facts", r.Facts}, {"result", r.Result}, {"before", r.Before}} {
		if d.Digest != "" && !d.valid() {
			return fmt.Errorf("%s: a digest has 64 hexadecimal digits in lower case", d.key)
		}
	}
	for _, text := range []struct{ key, value string }{
		{"by", r.By}, {"period", r.Period}, {"reason", r.Reason}, {"engine", r.Engine},
	} {
		if !utf8.ValidString(text.value) {
			return fmt.Errorf("%s: the text is not UTF-8", text.key)
		}
	}
	switch year := r.Made.UTC().Year(); {
	case r.Made.IsZero():
		return errors.New("made: missing")
	case year < 0 || year > 9999:
		return fmt.Errorf("made: year %d cannot be written", year)
	case r.Number < 1:
		return fmt.Errorf("number: %d; records are counted from 1, and Next sets the number", r.Number)
	case (r.Number == 1) != (r.Before == ""):
		return errors.New("before: each record but the first has the digest of the record before it")
	case r.Corrects < 0 || r.Corrects >= r.Number:
		return fmt.Errorf("corrects: %d is no earlier record", r.Corrects)
	}
	return nil
}
