// The command packholidays makes the table of holidays that calendar/holidays ships
// from a list of all dates:
//
//	go run ./internal/packholidays -from holidays.tsv.gz -to calendar/holidays/table.bin
//
// The list has a line for each date, with cells separated by tabs: entity,
// subdivision, date, kind (holiday, not-holiday, workday), name, flags (observed,
// estimated). calendar/holidays/table.go reads the table and describes its form.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// The kinds of a row, and the flags that are added to them.
const (
	holiday = iota
	notHoliday
	workday
	observed  = 4
	estimated = 8
)

func main() {
	log.SetFlags(0)
	from := flag.String("from", "", "the list, compressed with gzip")
	to := flag.String("to", "calendar/holidays/table.bin", "where the table is written")
	flag.Parse()
	in, err := os.Open(*from)
	if err != nil {
		log.Fatal(err)
	}
	defer in.Close()
	lists, err := read(in)
	if err != nil {
		log.Fatal(err)
	}
	table := pack(lists)
	if err := os.WriteFile(*to, table, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d lists in %d bytes\n", len(lists), len(table))
}

// row is one name of a list with all dates of that name.
type row struct {
	kind  byte
	name  string
	dates []time.Time
}

// read collects the lists by their keys, such as DE, DE-BE or market-XNYS. It
// leaves out mainland China, whose list is in Go.
func read(in io.Reader) (map[string][]row, error) {
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	lists := map[string][]row{}
	lines := bufio.NewScanner(unpacked)
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		if n == 1 || cells[0] == "CN" {
			continue
		}
		if len(cells) != 6 {
			return nil, fmt.Errorf("line %d has %d cells, not 6", n, len(cells))
		}
		on, err := time.Parse(time.DateOnly, cells[2])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		kind, known := map[string]byte{"holiday": holiday, "not-holiday": notHoliday, "workday": workday}[cells[3]]
		if !known {
			return nil, fmt.Errorf("line %d: unknown kind %q", n, cells[3])
		}
		for _, f := range strings.Split(cells[5], ",") {
			switch f {
			case "":
			case "observed":
				kind |= observed
			case "estimated":
				kind |= estimated
			default:
				return nil, fmt.Errorf("line %d: unknown flag %q", n, f)
			}
		}
		key := strings.Replace(cells[0], "market:", "market-", 1)
		if cells[1] != "" {
			key += "-" + cells[1]
		}
		at := slices.IndexFunc(lists[key], func(r row) bool { return r.kind == kind && r.name == cells[4] })
		if at < 0 {
			at = len(lists[key])
			lists[key] = append(lists[key], row{kind: kind, name: cells[4]})
		}
		r := &lists[key][at]
		if last := len(r.dates) - 1; last >= 0 && !r.dates[last].Before(on) {
			return nil, fmt.Errorf("line %d: %s is not after the date before", n, cells[2])
		}
		r.dates = append(r.dates, on)
	}
	if len(lists) == 0 {
		return nil, errors.New("the list is empty")
	}
	return lists, lines.Err()
}

// pack writes the table: the keys, the lists, the sequences of dates, the names.
func pack(lists map[string][]row) []byte {
	var directory, bodies, sequences, names []byte
	sequenceAt, nameAt := map[string]int{}, map[string]int{}
	for _, key := range slices.Sorted(maps.Keys(lists)) {
		var body []byte
		for _, r := range lists[key] {
			sequence := packDates(r.dates)
			s, known := sequenceAt[string(sequence)]
			if !known {
				s = len(sequences)
				sequenceAt[string(sequence)] = s
				sequences = append(sequences, sequence...)
			}
			n, known := nameAt[r.name]
			if !known {
				n = len(names)
				nameAt[r.name] = n
				names = binary.AppendUvarint(names, uint64(len(r.name)))
				names = append(names, r.name...)
			}
			body = append(body, r.kind)
			body = binary.AppendUvarint(body, uint64(s))
			body = binary.AppendUvarint(body, uint64(n))
		}
		directory = append(directory, key...)
		directory = append(directory, '\n')
		bodies = binary.AppendUvarint(bodies, uint64(len(body)))
		bodies = append(bodies, body...)
	}
	table := []byte("upheld holidays 1\n")
	for _, part := range [][]byte{directory, bodies, sequences, names} {
		table = binary.AppendUvarint(table, uint64(len(part)))
		table = append(table, part...)
	}
	return table
}

// packDates writes the number of steps and each step. An even step repeats the
// month and day in as many further years as half of the step. An odd step is a new
// date: half of the step holds 1024 times the years since the last date, plus the
// change of month*32+day as zigzag. The first step counts from 1 January 2000.
func packDates(dates []time.Time) []byte {
	var steps []uint64
	year, place := 2000, 33
	for _, d := range dates {
		now := int(d.Month())*32 + d.Day()
		if last := len(steps) - 1; last >= 0 && now == place && d.Year() == year+1 {
			if steps[last]&1 == 0 {
				steps[last] += 2
			} else {
				steps = append(steps, 2)
			}
		} else {
			change := now - place
			zigzag := uint64(change << 1)
			if change < 0 {
				zigzag = uint64(-change<<1 - 1)
			}
			steps = append(steps, (uint64(d.Year()-year)<<10|zigzag)<<1|1)
		}
		year, place = d.Year(), now
	}
	out := binary.AppendUvarint(nil, uint64(len(steps)))
	for _, s := range steps {
		out = binary.AppendUvarint(out, s)
	}
	return out
}
