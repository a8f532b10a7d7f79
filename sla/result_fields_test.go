package sla_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// unwritten are the fields that JSON leaves out, each with the reason.
var unwritten = map[string]string{
	"Result.Statements":   "statements have their own form and tests",
	"Owing.Least":         "statements have their own form and tests",
	"Owing.Most":          "statements have their own form and tests",
	"Breach.Objective":    "the outcome says it; ReadResult fills it in",
	"SliceCount.Attained": "it is Outcome.Attained",
	"SliceCount.Reason":   "it is Outcome.Reason",
	"SliceCount.Head":     "runs over the border of a period ask for it, and no reader",
	"SliceCount.Tail":     "runs over the border of a period ask for it, and no reader",
}

// filled gives every field below a value a value that is not zero, another one for
// each field of a type.
func filled(v reflect.Value, number *int) {
	*number++
	n := *number
	var full any
	switch v.Interface().(type) {
	case time.Time:
		full = time.Date(2026, time.March, 1, 0, n, 0, 0, time.UTC)
	case time.Duration:
		full = time.Duration(n) * time.Minute
	case metrics.Figure:
		full = metrics.LengthOf(time.Duration(n) * time.Second)
	case metrics.Weight:
		full = must(metrics.Percent(fmt.Sprintf("%d in 10000000", n)).Weight())
	case sla.Period:
		full = sla.Year(2000 + n%100)
	case penalty.Amount:
		var amount penalty.Amount
		if err := amount.UnmarshalText([]byte(fmt.Sprintf("%d.00 EUR", n))); err != nil {
			panic(err)
		}
		full = amount
	case sla.Attrs:
		full = sla.Attrs{{"customer", fmt.Sprint("c", n)}}
	case penalty.Clauses:
		full = penalty.Clauses{{fmt.Sprint("path ", n), fmt.Sprint("clause ", n)}}
	}
	if v.Kind() == reflect.Map { // names
		full = map[string]map[string]string{"de": {fmt.Sprint("path ", n): fmt.Sprint("name ", n)}}
	}
	if full != nil {
		v.Set(reflect.ValueOf(full))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text", n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), number)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			filled(v.Index(i), number)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.Name == "Other" { // a result within has no other
				other := new(sla.Result)
				for j := range v.NumField() {
					if g := v.Type().Field(j); g.IsExported() && g.Name != "Other" && unwritten["Result."+g.Name] == "" {
						filled(reflect.ValueOf(other).Elem().Field(j), number)
					}
				}
				v.Field(i).Set(reflect.ValueOf(other))
				continue
			}
			if f.IsExported() && unwritten[v.Type().Name()+"."+f.Name] == "" {
				filled(v.Field(i), number)
			}
		}
	default:
		panic(v.Type().String())
	}
}

// No field is lost: with every field set, what is read back is what was written.
func TestEveryFieldOfAResultIsReadBack(t *testing.T) {
	number := 0
	for _, c := range []any{&sla.Result{}, &sla.Reading{}, &sla.Alarm{}, &sla.Explanation{}} {
		filled(reflect.ValueOf(c).Elem(), &number)
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		read := reflect.New(reflect.TypeOf(c).Elem())
		if err := json.Unmarshal(text, read.Interface()); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if r, ok := read.Interface().(*sla.Result); ok {
			for _, r := range []*sla.Result{r, r.Other} {
				for i := range r.Outcomes {
					for _, breaches := range [][]sla.Breach{r.Outcomes[i].Breaches, r.Outcomes[i].Forgiven} {
						for n := range breaches {
							if breaches[n].Objective != r.Outcomes[i].Objective {
								t.Errorf("a breach of %q is told of %q", r.Outcomes[i].Objective, breaches[n].Objective)
							}
							breaches[n].Objective = ""
						}
					}
				}
				r.Statements, r.Owing.Least, r.Owing.Most = nil, penalty.Statement{}, penalty.Statement{}
			}
		}
		if !reflect.DeepEqual(read.Interface(), c) {
			t.Errorf("read\n%+v, was\n%+v, from\n%s", read.Elem().Interface(), reflect.ValueOf(c).Elem().Interface(), text)
		}
	}
}
