package record_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/record"
)

// Four months are closed, a record each. What is noticed, and what only the head
// shows that was sent to the customer.
func Example() {
	agreement := record.Of("agreement", []byte("sla: v1\nid: acme-support\n"))
	var last record.Record
	var all []record.Record
	for month := time.January; month <= time.April; month++ {
		ticket := sla.Ticket{ID: fmt.Sprintf("INC-%d", month), Events: []sla.Event{
			{At: time.Date(2026, month, 5, 9, 0, 0, 0, time.UTC), Name: "opened"},
		}}
		fact, err := json.Marshal(ticket)
		if err != nil {
			fmt.Println(err)
			return
		}
		result := fmt.Appendf(nil, "what Result.JSON gives for %s", month)
		last = last.Next(record.Record{
			Agreement: agreement, Facts: record.OfAll("facts", record.Of("ticket", fact)), Result: record.Of("result", result),
			Made: time.Date(2026, month+1, 2, 9, 0, 0, 0, time.UTC), By: "service-manager",
			Period: sla.Month(2026, month).String(), Reason: "month closed", Engine: "upheld 1",
		})
		all = append(all, last)
	}
	head := last.Head() // goes into the letter to the customer
	fmt.Println("whole:", record.Verify(record.Head{}, all, head))

	nicer := slices.Clone(all)
	nicer[1].Result = record.Of("result", []byte("nicer"))
	fmt.Println("February changed:", record.Verify(record.Head{}, nicer, head))

	nicer = slices.Clone(all)
	nicer[3].Result = record.Of("result", []byte("nicer"))
	fmt.Println("April changed, without the head:", record.Verify(record.Head{}, nicer, record.Head{}))
	fmt.Println("April changed:", record.Verify(record.Head{}, nicer, head))
	fmt.Println("April gone, without the head:", record.Verify(record.Head{}, all[:3], record.Head{}))
	fmt.Println("April gone:", record.Verify(record.Head{}, all[:3], head))

	// keep: 5 years
	until, err := all[1].KeptUntil("5 years")
	fmt.Println("February may go on", until, err)
	kept := all[1].Head()
	fmt.Println("January and February gone:", record.Verify(kept, all[2:], head))
	// Output:
	// whole: <nil>
	// February changed: record 3: does not follow record 2 as it is now
	// April changed, without the head: <nil>
	// April changed: record 4: is not the record that the head was taken of
	// April gone, without the head: <nil>
	// April gone: record 4: missing; the head is of record 4
	// February may go on 2031-03-01 <nil>
	// January and February gone: <nil>
}

// One ticket has to be erased. Its digest stays in the list, and the other tickets are
// still proved.
func ExampleOfAll() {
	tickets := [][]byte{[]byte(`{"id":"INC-1"}`), []byte(`{"id":"INC-2"}`), []byte(`{"id":"INC-3"}`)}
	var list []record.Digest
	for _, ticket := range tickets {
		list = append(list, record.Of("ticket", ticket))
	}
	facts := record.OfAll("facts", list...) // goes into the record

	tickets[0] = nil // erased
	fmt.Println("the list is the one of the record:", record.OfAll("facts", list...) == facts)
	fmt.Println("INC-3 is in it:", slices.Contains(list, record.Of("ticket", tickets[2])))
	fmt.Println("INC-3, changed, is in it:", slices.Contains(list, record.Of("ticket", []byte(`{"id":"INC-3","attrs":{}}`))))
	// Output:
	// the list is the one of the record: true
	// INC-3 is in it: true
	// INC-3, changed, is in it: false
}
