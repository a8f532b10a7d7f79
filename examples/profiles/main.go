// Command profiles shows the clocks of one ticket as a dozen ticketing systems would
// under the same promise. Each system is a file of clocks and policies, with only the
// keys that every agreement has. README.md says what each file reproduces, and what
// not.
//
//	go run ./examples/profiles -story mine.json -as-of 2026-03-05T10:00
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed promise.yaml story.json systems
var files embed.FS

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("profiles", flag.ContinueOnError)
	storyFile := flags.String("story", "", "a ticket of your own, JSON, in the words of README.md")
	promiseFile := flags.String("promise", "", "calendars and objectives of your own, YAML or JSON")
	asOf := flags.String("as-of", "2026-03-04T12:30", "a local date or date-time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	data, err := read(*storyFile, "story.json")
	if err != nil {
		return err
	}
	var ticket sla.Ticket
	if err := json.Unmarshal(data, &ticket); err != nil {
		return err
	}
	if data, err = read(*promiseFile, "promise.yaml"); err != nil {
		return err
	}
	promise, err := specfile.Parse(data)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(promise.Zone)
	if err != nil {
		return err
	}
	seen, err := calendar.Local(*asOf).In(zone)
	if err != nil {
		return err
	}
	all, err := systems()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "objective\tsystem\tcycle\tphase\telapsed\tleft\tdue\tverdict")
	for _, o := range promise.Objectives {
		for _, s := range all {
			agreement, err := s.under(promise)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			if reading, ok := agreement.Track(&ticket, seen).Of(o.ID); ok {
				fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\n", o.ID, s.name, reading.Cycle, reading.Phase,
					reading.Elapsed, reading.Remaining, moment(s.due(reading), zone), word(reading.Verdict))
			}
		}
	}
	return table.Flush()
}

// read reads the caller's file or, without a name, the example's file.
func read(file, otherwise string) ([]byte, error) {
	if file != "" {
		return os.ReadFile(file)
	}
	return files.ReadFile(otherwise)
}

// system is a profile: the clocks and policies of a ticketing system.
type system struct {
	name string // the name of its file, without .yaml
	spec sla.Spec
}

// systems reads the profiles, by name.
func systems() ([]system, error) {
	names, err := fs.Glob(files, "systems/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []system
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		spec, err := specfile.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, system{strings.TrimSuffix(strings.TrimPrefix(name, "systems/"), ".yaml"), spec})
	}
	return all, nil
}

// under gives the agreement of a promise with the system's clocks and policies. It
// leaves out objectives on clocks that the system does not have.
func (s system) under(promise sla.Spec) (*sla.Agreement, error) {
	spec := promise
	spec.Policies, spec.Clocks = s.spec.Policies, s.spec.Clocks
	spec.Objectives = slices.DeleteFunc(slices.Clone(promise.Objectives), func(o sla.Objective) bool {
		_, has := spec.Clocks[o.Clock]
		return o.Clock != "" && !has
	})
	return sla.New(spec)
}

// rolls reports whether the system shows a due instant at closing time as the next
// opening. The library's due instant is the closing time; the breach alarm is at the
// next opening.
func (s system) rolls() bool {
	return slices.Contains([]string{"request-tracker", "zammad"}, s.name)
}

// due is the due instant that the system shows; the zero Time if it shows none.
func (s system) due(r sla.Reading) time.Time {
	for _, alarm := range r.Alarms {
		if s.rolls() && alarm.Mark == sla.MarkBreach && !r.DueAt.IsZero() {
			return alarm.At
		}
	}
	return r.DueAt
}

func moment(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return "-"
	}
	return at.In(zone).Format("Mon 01-02 15:04")
}

func word(v sla.Verdict) string {
	if v == "" {
		return "-"
	}
	return string(v)
}
