package penalty_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"testing"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/penalty"
)

// What the standard library writes for a statement by the tags of its fields.
type plainStatement struct {
	statementFields
	Lines    []plainLine `json:"lines"`
	Returned []plainLine `json:"returned,omitempty"`
	Bonuses  []plainLine `json:"bonuses,omitempty"`
}

type plainLine struct {
	lineFields
	Steps []penalty.Step `json:"steps,omitempty"`
}

type (
	statementFields penalty.Statement
	lineFields      penalty.Line
)

func plainLines(lines []penalty.Line) []plainLine {
	if lines == nil {
		return nil
	}
	all := []plainLine{}
	for _, l := range lines {
		all = append(all, plainLine{lineFields(l), l.Steps()})
	}
	return all
}

// sorted writes what the standard library made with its keys sorted.
func sorted(data []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// byTags holds the form of a statement against its tags.
func byTags(s penalty.Statement) error {
	got, err := s.MarshalJSON()
	if err != nil {
		return err
	}
	made, err := json.Marshal(plainStatement{statementFields(s), plainLines(s.Lines), plainLines(s.Returned), plainLines(s.Bonuses)})
	if err != nil {
		return err
	}
	want, err := sorted(made)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%s, want %s", got, want)
	}
	return nil
}

func lawStatementsAreWrittenByTheirTags(r *tape.Reader) error {
	c, schedule, all, err := drawn(r)
	if err != nil {
		return err
	}
	old := schedule.Statement(caseOf(all))
	if err := byTags(old); err != nil {
		return err
	}
	return byTags(penalty.Correct(old, schedule.Statement(caseOf(c.drawShortfalls(r)))))
}

func TestStatementsAreWrittenByTheirTags(t *testing.T) {
	tape.Check(t, lawStatementsAreWrittenByTheirTags)
}

// fill gives every exported field a value of its own.
func fill(v reflect.Value, n *int64) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *date.Date:
		*x = march + date.Date(*n)
		return
	case *penalty.Amount:
		*x = must(readAmount(fmt.Sprintf("%d.50 EUR", *n)))
		return
	case *penalty.Exact:
		*x = penalty.NewExact(big.NewRat(*n, 7), "EUR")
		return
	case *penalty.Band:
		*x = penalty.Band(fmt.Sprintf("below %d%%", *n))
		return
	case *penalty.Clauses:
		*x = penalty.Clauses{{fmt.Sprint("path ", *n), fmt.Sprint("clause ", *n)}}
		return
	case *penalty.LineState:
		*x = penalty.Issued
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int64:
		v.SetInt(*n)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n)
			}
		}
	default:
		panic(v.Type())
	}
}

func TestEveryFieldOfAStatementIsWrittenAndRead(t *testing.T) {
	var full penalty.Statement
	fill(reflect.ValueOf(&full).Elem(), new(int64))
	for _, s := range []penalty.Statement{full, {}, {Lines: []penalty.Line{}}, {ID: "<&>\u2028\xff\"\n"}} {
		if err := byTags(s); s.ID != "<&>\u2028\xff\"\n" && err != nil {
			t.Error(err)
		}
		data, err := s.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back penalty.Statement
		if err := back.UnmarshalJSON(data); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if again, err := back.MarshalJSON(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%v\ngot  %s\nwant %s", err, again, data)
		}
	}
	line := full.Lines[1]
	data, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	var back penalty.Line
	if err := json.Unmarshal(data, &back); err != nil || fmt.Sprint(back) != fmt.Sprint(line) {
		t.Errorf("%v: %v, want %v", err, back, line)
	}
}

func TestStatementsAreReadStrictly(t *testing.T) {
	for text, want := range map[string]string{
		`{"lines":[{},{"steps":[{"path":"rules[0]","saw":"many"}]}]}`: `lines[1].steps[0].saw: "many": cannot be read: a plain decimal number such as 1250.00 is needed`,
		`{"lines":[{"steps":[{"op":"flat","row":"missed"}]}]}`:        `lines[0].steps[0].row: "missed": cannot be read: a row is a band such as below 99.0%; a statement of an older version, which has other texts here, has to be worked out again`,
		`{"steps":[{"path":"caps[0]","op":"cap","row":"period"}]}`:    `steps[0].row: "period": cannot be read: a row is a band such as below 99.0%; a statement of an older version, which has other texts here, has to be worked out again`,
		`{"from":"2026-02-30"}`:           `from: "2026-02-30": out of range: there is no such date`,
		`{"claim_by":"2026-02-20"}`:       `claim_by: unknown: did you mean "claim-by"?`,
		`{"id":"a","id":"b"}`:             `id: conflicts with another term: the key is repeated`,
		`{"found":[{"breaches":"1"}]}`:    `found[0].breaches: cannot be read: a number is needed, in line 1, column 23`,
		`{"problems":[{"kind":"gap"}]}`:   `problems[0].kind: unknown: one of code, subject, path, value`,
		`{"triggers":[{"holds":"true"}]}`: `triggers[0].holds: cannot be read: true or false is needed, in line 1, column 23`,
	} {
		s := penalty.Statement{ID: "as it was"}
		err := json.Unmarshal([]byte(text), &s)
		var field *penalty.FieldError
		if err == nil || err.Error() != want || !errors.As(err, &field) || s.ID != "as it was" {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}
