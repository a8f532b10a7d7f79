package fault_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/fault"
)

func TestListKeepsOrderPathsAndKinds(t *testing.T) {
	var inner, outer fault.List
	inner.Add("hours", "mon 9", fault.ErrSyntax)
	inner.Addf("", "", fault.ErrMissing, "a zone is needed")
	outer.Merge("calendars.office", inner.Err())
	outer.Merge("targets", &fault.FieldError{Path: "[1].within", Value: "4hs", Err: fault.ErrSyntax})
	err := outer.Err()
	want := "calendars.office.hours: \"mon 9\": cannot be read\n" +
		"calendars.office: missing: a zone is needed\n" +
		"targets[1].within: \"4hs\": cannot be read"
	if err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%v", err, want)
	}
	if !errors.Is(err, fault.ErrMissing) || errors.Is(err, fault.ErrConflict) {
		t.Error("kinds are not found by errors.Is")
	}
	if n := len(fault.All(err)); n != 3 {
		t.Errorf("All finds %d of 3", n)
	}
}

func TestEmptyListIsNoError(t *testing.T) {
	var l fault.List
	l.Add("path", "value", nil)
	if l.Err() != nil || l.Len() != 0 {
		t.Error("an empty list is an error")
	}
}

func TestLongValuesAreShortened(t *testing.T) {
	var l fault.List
	l.Add("base", strings.Repeat("9", 1<<20), fault.ErrRange)
	if got := l.Err().Error(); len(got) > 200 || !strings.Contains(got, "1048576 bytes") {
		t.Errorf("got %d bytes: %.120s", len(got), got)
	}
}

func TestNearestWord(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"mnoth", `did you mean "month"?`},
		{"quater", `did you mean "quarter"?`},
		{"fortnight", "one of month, quarter, year"},
	} {
		if got := fault.NotOneOf(c.word, "month", "quarter", "year").Error(); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.word, got, c.want)
		}
	}
	if got := fault.NotOneOf("month").Error(); got != "unknown: none is stated" {
		t.Errorf("without words: %s", got)
	}
}
