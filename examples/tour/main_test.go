package main

import (
	"bytes"
	"testing"
)

// T1 is due on the second business day after Thursday, Good Friday and Easter
// Monday left out: Wednesday 8 April 16:00. T2 is due four hours after Saturday
// 04:00. One of two is 50%, below 60%: 5% of 1234.50 is 61.725, half to even
// 61.72.
const want = `resolution missed 50.0% promised 90%
T2 was due 2026-04-11 08:00:00 and is over by 1h0m0s
owed 61.72 EUR
  tier [below 60%] 50% 5% of 1234.50 EUR = 61.725 EUR
running for 2h0m0s with 2h0m0s left; look again at 2026-04-11 07:00:00
  running 7h0m0s of which 7h0m0s count opened
  closed 16h0m0s of which 0s count office
  holiday 8h0m0s of which 0s count 2026-04-03
  closed 64h0m0s of which 0s count office
  holiday 8h0m0s of which 0s count 2026-04-06
  closed 16h0m0s of which 0s count office
  running 8h0m0s of which 8h0m0s count opened
  closed 16h0m0s of which 0s count office
  running 6h0m0s of which 6h0m0s count opened
the tallies agree: true
`

func TestTheTour(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("it prints\n%s\nwant\n%s", out.String(), want)
	}
}
