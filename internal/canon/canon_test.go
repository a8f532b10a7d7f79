package canon_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/tape"
)

func TestAppend(t *testing.T) {
	v := canon.Object{"b": canon.List{int64(1), 2, true, nil}, "a": "x\"\\\n\x01é\xff", "é": canon.Object{}}
	want := `{"a":"x\"\\\u000a\u0001é�","b":[1,2,true,null],"é":{}}`
	if got := string(canon.Append(nil, v)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTextIsReadBackByTheStandardReader(t *testing.T) {
	law := func(r *tape.Reader) error {
		var s []rune
		for !r.Done() {
			s = append(s, rune(r.Word()))
		}
		text := string(s)
		var back string
		if err := json.Unmarshal(canon.Text(nil, text), &back); err != nil || back != text {
			return errors.New("the text changed")
		}
		return nil
	}
	tape.Check(t, law)
}

func TestPlainKeepsTypesOfInterfacesApart(t *testing.T) {
	type inner struct{ A, b int }
	type other struct{ A, b int }
	type outer struct {
		Any  any
		Map  map[string]*inner
		List []string
		None *inner
	}
	got := string(canon.Append(nil, canon.Plain(outer{Any: inner{1, 2}, Map: map[string]*inner{"k": {3, 4}}, List: []string{"x"}})))
	want := `{"Any":{"inner":{"A":1}},"List":["x"],"Map":{"k":{"A":3}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if also := string(canon.Append(nil, canon.Plain(outer{Any: other{1, 2}}))); also != `{"Any":{"other":{"A":1}}}` {
		t.Error(also)
	}
}
