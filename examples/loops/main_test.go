package main

import (
	"bytes"
	"testing"
)

// On paper: 2 h are left on Thursday, and Friday is closed, so the other 2 end on Saturday
// at 11:00. In the nights of the changes an hour is skipped or repeated outside the hours:
// 3 h of Sunday end at 12:00; 8 h of Sunday and 3 h of Monday end at 12:00.
func TestTheCalendarIsRight(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	want := `Wed 01 Apr 15:00 +  4h  loop Thu 02 Apr 11:00 calendar Thu 02 Apr 11:00
Thu 02 Apr 15:00 +  4h  loop Sat 04 Apr 11:00 calendar Sat 04 Apr 11:00
Sat 28 Mar 16:00 +  4h  loop Sun 29 Mar 13:00 calendar Sun 29 Mar 12:00
Sat 24 Oct 16:00 + 12h  loop never            calendar Mon 26 Oct 12:00
`
	if out.String() != want {
		t.Errorf("the program prints\n%s\nwant\n%s", out.String(), want)
	}
}
