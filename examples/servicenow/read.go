package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

const (
	incidentsFile = "incidents.csv"
	eventsFile    = "events.csv"
)

// readers map the rows of each log to tickets.
var readers = map[string]func(*desk, fs.FS) ([]sla.Ticket, error){
	"servicenow": (*desk).incidents,
	"helpdesk":   (*desk).cases,
}

func logs() []string { return slices.Sorted(maps.Keys(readers)) }

func (d *desk) read(folder fs.FS) ([]sla.Ticket, error) { return readers[d.name](d, folder) }

// incidents reads one ticket per incident: opened and closed from its row, and the
// states in between from the rows of events.
func (d *desk) incidents(folder fs.FS) ([]sla.Ticket, error) {
	t := newTickets()
	err := d.rows(folder, incidentsFile, func(r row) error {
		ticket := t.of(r.text("number"))
		ticket.Attrs = sla.Attrs{
			{"priority", r.word("priority_last")}, {"impact", r.word("impact")}, {"urgency", r.word("urgency")},
			{"category", r.word("category")}, {"made_sla", r.word("made_sla")},
		}
		opened, err := r.instant("opened_at")
		if err != nil {
			return err
		}
		closed, err := r.instant("closed_at")
		if err != nil {
			return err
		}
		// Within one minute, first the incident is opened, then its state changes, then
		// it is closed.
		ticket.Events = append(ticket.Events,
			sla.Event{At: opened, Name: "opened", Seq: -1},
			sla.Event{At: closed, Name: "closed", Seq: lastSeq})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = d.rows(folder, eventsFile, func(r row) error {
		at, err := r.instant("updated_at")
		if err != nil {
			return err
		}
		seq, err := strconv.ParseInt(r.text("seq"), 10, 64)
		if err != nil {
			return err
		}
		event := sla.Event{At: at, Name: "state", Seq: seq}
		if state := r.word("state"); state != "" { // an unknown state leaves the state as it was
			event.Set = sla.Attrs{{"state", state}}
		}
		ticket := t.of(r.text("number"))
		ticket.Events = append(ticket.Events, event)
		return nil
	})
	return t.all, err
}

// lastSeq is above the number of every update.
const lastSeq = int64(^uint64(0) >> 1)

// cases reads one ticket per case: each row is an event with the name of its activity.
func (d *desk) cases(folder fs.FS) ([]sla.Ticket, error) {
	t := newTickets()
	err := d.rows(folder, eventsFile, func(r row) error {
		at, err := r.instant("at")
		if err != nil {
			return err
		}
		ticket := t.of(r.text("case"))
		ticket.Events = append(ticket.Events, sla.Event{
			At: at, Name: r.word("activity"), Seq: int64(len(ticket.Events)),
			Set: sla.Attrs{{"priority", r.word("seriousness")}, {"service_level", r.word("service_level")}},
		})
		return nil
	})
	return t.all, err
}

// tickets gathers rows by ticket, in the order in which tickets first appear.
type tickets struct {
	all   []sla.Ticket
	index map[string]int
}

func newTickets() *tickets { return &tickets{index: map[string]int{}} }

func (t *tickets) of(id string) *sla.Ticket {
	i, seen := t.index[id]
	if !seen {
		i = len(t.all)
		id = string([]byte(id)) // a copy: the reader reuses the row
		t.index[id] = i
		t.all = append(t.all, sla.Ticket{ID: id})
	}
	return &t.all[i]
}

// row is one line of a file.
type row struct {
	desk   *desk
	column map[string]int
	cells  []string
	words  map[string]string // one copy of each word
}

func (r row) text(column string) string { return r.cells[r.column[column]] }

func (r row) word(column string) string {
	text := r.text(column)
	word, seen := r.words[text]
	if !seen {
		word = string([]byte(text))
		r.words[word] = word
	}
	return word
}

// instant reads a local time of the log; an empty cell is the zero time: the event has
// not happened.
func (r row) instant(column string) (time.Time, error) {
	return calendar.Local(r.text(column)).In(r.desk.zone)
}

// columns lists the columns that are read, by log and file.
var columns = map[string][]string{
	"servicenow/" + incidentsFile: {"number", "priority_last", "impact", "urgency", "opened_at", "closed_at", "made_sla", "category"},
	"servicenow/" + eventsFile:    {"number", "seq", "updated_at", "state"},
	"helpdesk/" + eventsFile:      {"case", "at", "activity", "seriousness", "service_level"},
}

// rows reads a file of comma-separated values.
func (d *desk) rows(folder fs.FS, name string, do func(row) error) error {
	file, err := table(folder, name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	in := csv.NewReader(file)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r := row{desk: d, column: map[string]int{}, words: map[string]string{}}
	for _, c := range columns[d.name+"/"+name] {
		if r.column[c] = slices.Index(header, c); r.column[c] < 0 {
			return fmt.Errorf("%s: there is no column %s", name, c)
		}
	}
	for {
		r.cells, err = in.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = do(r)
		}
		if err != nil {
			line, _ := in.FieldPos(0)
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
}

// table opens a file of rows: name, or name.gz if there is no such file.
func table(folder fs.FS, name string) (io.Reader, error) {
	text, err := fs.ReadFile(folder, name)
	if err == nil {
		return bytes.NewReader(text), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	zipped, err := fs.ReadFile(folder, name+".gz")
	if err != nil {
		return nil, err
	}
	return gzip.NewReader(bytes.NewReader(zipped))
}
