// Command corrections closes a month, corrects a ticket afterwards, and shows an auditor
// what was decided first, what was decided later, and that nobody changed either.
// GUIDE.md explains each step.
//
//	go run ./examples/corrections
package main

import (
	"embed"
	"fmt"
	"io"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/record"
	"github.com/upheld/upheld/sla/specfile"
	"github.com/upheld/upheld/sla/terms"
)

//go:embed desk.yaml
var files embed.FS

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// ticket is a ticket of 9 March that was opened at 09:00 and answered some minutes later.
func ticket(id string, minutes int) *sla.Ticket {
	opened := time.Date(2026, time.March, 9, 8, 0, 0, 0, time.UTC)
	return &sla.Ticket{ID: id, Events: []sla.Event{
		{At: opened, Name: "opened"},
		{At: opened.Add(time.Duration(minutes) * time.Minute), Name: "replied"},
	}}
}

func run(out io.Writer) error {
	desk, err := specfile.Open(files, "desk.yaml", sla.Sources{})
	if err != nil {
		return err
	}
	text, err := files.ReadFile("desk.yaml")
	if err != nil {
		return err
	}
	march := sla.Month(2026, time.March)
	_, end := desk.Bounds(march)

	// The month is closed from a tally. Its bytes are all that has to be stored.
	tally := desk.NewTally()
	for _, t := range []*sla.Ticket{ticket("T1", 20), ticket("T2", 50), ticket("T3", 75)} {
		tally.Add(t)
	}
	closed, err := tally.Result(march, end)
	if err != nil {
		return err
	}
	stored, err := tally.MarshalBinary()
	if err != nil {
		return err
	}
	first := record.Record{}.Next(record.Record{
		Made: end, By: "service manager", Period: "2026-03", Reason: "month closed",
		Agreement: record.Of("agreement", text), Facts: record.Of("facts", stored), Result: record.Of("result", closed.JSON()),
	})
	fmt.Fprintln(out, "closed:   ", verdict(closed))

	// In April it turns out that T3 was answered by phone after 45 minutes. Take the
	// ticket out as it was put in, and put in the right one: no other ticket is needed.
	again := desk.NewTally()
	if err := again.UnmarshalBinary(stored); err != nil {
		return err
	}
	again.Remove(ticket("T3", 75))
	again.Add(ticket("T3", 45))
	corrected, err := again.Result(march, end)
	if err != nil {
		return err
	}
	if stored, err = again.MarshalBinary(); err != nil {
		return err
	}
	second := first.Next(record.Record{
		Made: end.AddDate(0, 0, 13), By: "service manager", Period: "2026-03", Reason: "T3 was answered by phone", Corrects: first.Number,
		Agreement: record.Of("agreement", text), Facts: record.Of("facts", stored), Result: record.Of("result", corrected.JSON()),
	})
	fmt.Fprintln(out, "corrected:", verdict(corrected))

	// Years later an auditor has the stored results and the records, and the digest of
	// the last record from the letter to the customer.
	before, err := sla.ReadResult(closed.JSON())
	if err != nil {
		return err
	}
	chain, letter := []record.Record{first, second}, second.Head()
	if err := record.Verify(record.Head{}, chain, letter); err != nil {
		return err
	}
	fmt.Fprintln(out, "the records are unchanged, and record 1 is of this result:", first.Result == record.Of("result", before.JSON()))
	until, err := first.KeptUntil(desk.Spec().Document.Keep)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "kept until", until)
	forged := []record.Record{first, second}
	forged[0].Reason = "all was well"
	fmt.Fprintln(out, "with another reason in record 1:", record.Verify(record.Head{}, forged, letter))
	fmt.Fprintln(out)

	// What the correction changed, as a page.
	comparison, err := terms.Compare(before, corrected)
	if err != nil {
		return err
	}
	return report.Comparison(comparison).At(desk.Location()).Write(out, report.Text)
}

func verdict(r *sla.Result) string {
	o := r.Outcomes[0]
	return fmt.Sprintf("%s %s, %d of %d", o.Objective, o.Verdict, o.Good, o.Total)
}
