// Command feeds reads exports of other systems, says what it read and what it left
// out, and reports them under an agreement.
//
//	go run ./examples/feeds
//	go run ./examples/feeds -lang zh-Hans
//	go run ./examples/feeds -format html -lang zh-Hans -out pages
//	go run ./examples/feeds -source jira -json search.json
//	go run ./examples/feeds -source jira -agreement ready -period 2020-06 search.json page2.json
//	go run ./examples/feeds -source table -map incidents.map.yaml -agreement desk.yaml -period 2026-03 incidents.csv
//	go run ./examples/feeds -source nagios -of web-1/HTTP -agreement ready -period 2026-01 -fail missed nagios*.log
//
// The folder ready has an agreement for each source and mappings for common tables:
// -agreement ready takes the agreement of the source or mapping, and -map NAME a
// mapping of the folder. They are for a start: copy and change them. The ready
// agreements of monitors are about one service, and -of says which object of the
// export the service is.
//
// Without -agreement, -json prints the facts; with -agreement, the result. -fail missed
// ends with status 3 if an objective was missed, for use in pipelines.
package main

import (
	"embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed ready samples
var files embed.FS

// errMissed is the end of a command that found an objective missed, under -fail missed.
var errMissed = errors.New("an objective was missed")

func main() {
	err := run(os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errMissed):
		os.Exit(3)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// command is what was asked for.
type command struct {
	source, mapping, agreement, period, asOf, of, fields, zone, from, to, ends, fail, language, format, folder string
	names, asJSON, schema                                                                                      bool
	step                                                                                                       time.Duration
	exports                                                                                                    []string
}

// reader is Read of any source.
type reader func(add func(sla.Fact), exports ...io.Reader) (feeds.Intake, error)

// sourceNames lists what -source takes.
var sourceNames = []string{"table", "jira", "servicenow", "zendesk", "zabbix", "nagios", "icinga", "prometheus", "statuspage", "pagerduty", "opsgenie", "icalendar"}

func run(args []string, out io.Writer) error {
	var c command
	flags := flag.NewFlagSet("feeds", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&c.source, "source", "table", "one of "+strings.Join(sourceNames, ", "))
	flags.StringVar(&c.mapping, "map", "", "the mapping `file` of a table, or the name of a ready mapping: "+strings.Join(readyMappings(), ", "))
	flags.StringVar(&c.agreement, "agreement", "", "an agreement `file`, or ready")
	flags.StringVar(&c.period, "period", "", "such as 2026-03, 2026-Q1, 2026 or 2026-03-01/2026-03-15; needed with -agreement")
	flags.StringVar(&c.asOf, "as-of", "", "a local date or date-time, such as 2026-04-01T09:00; the end of the period if absent")
	flags.StringVar(&c.of, "of", "", "the `object` of the export that the agreement calls service; others are left out")
	flags.StringVar(&c.fields, "fields", "", "the fields whose history is read, such as status,priority")
	flags.BoolVar(&c.names, "names", false, "jira: names of values in place of identifiers; servicenow: display values of tasks")
	flags.DurationVar(&c.step, "step", time.Minute, "prometheus: the step of the query")
	flags.StringVar(&c.zone, "zone", "UTC", "zabbix: the zone of the server; icalendar: the zone of times without a zone")
	flags.StringVar(&c.ends, "ends", string(feeds.EndsByLength), "icalendar: when an event that repeats ends if clocks change during it, by-length or "+string(feeds.EndsByClock))
	flags.BoolVar(&c.schema, "schema", false, "print the JSON Schema of mapping files")
	flags.StringVar(&c.from, "from", "", "icalendar and maintenance of zabbix: the first `date`")
	flags.StringVar(&c.to, "to", "", "icalendar and maintenance of zabbix: the `date` after the last")
	flags.BoolVar(&c.asJSON, "json", false, "print the facts as JSON, or with -agreement the result")
	flags.StringVar(&c.format, "format", string(report.Text), "the format of the report: text, markdown or html, which needs -out")
	flags.StringVar(&c.folder, "out", "", "with -format html: the `folder` for the page of the period, of each breach and of each statement")
	flags.StringVar(&c.language, "lang", string(report.English), "the language of the report: en or "+string(report.SimplifiedChinese))
	flags.StringVar(&c.fail, "fail", "", "missed: end with status 3 if an objective was missed")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c.exports = flags.Args()
	asked := len(c.exports) > 0
	flags.Visit(func(f *flag.Flag) { asked = asked || f.Name != "lang" && f.Name != "format" && f.Name != "out" })
	if !asked { // the sample that is built in
		c.mapping, c.agreement, c.period, c.exports = "incidents", "ready", "2026-03", []string{"samples/incidents.csv"}
	}
	return c.run(out)
}

// readyMappings lists the names of the mappings that are built in.
func readyMappings() (names []string) {
	all, _ := fs.Glob(files, "ready/*.map.yaml") // the pattern is well formed
	for _, name := range all {
		names = append(names, strings.TrimSuffix(path.Base(name), ".map.yaml"))
	}
	return names
}

func (c *command) run(out io.Writer) error {
	if c.schema {
		_, err := out.Write(feeds.Schema())
		return err
	}
	format, err := report.ParseFormat(c.format)
	switch {
	case err != nil:
		return fmt.Errorf("-format: %w", err)
	case len(c.exports) == 0:
		return errors.New("name the files to read")
	case c.agreement != "" && c.period == "":
		return errors.New("give -period, such as -period 2026-03")
	case c.fail != "" && c.fail != "missed":
		return fmt.Errorf("-fail %s: only -fail missed is known", c.fail)
	case (format == report.HTML) != (c.folder != ""):
		return errors.New("give -format html and -out together")
	case c.folder != "" && (c.agreement == "" || c.asJSON):
		return errors.New("-out needs -agreement, without -json")
	case c.fail != "" && c.agreement == "":
		return errors.New("-fail needs -agreement")
	}
	read, err := c.reader()
	if err != nil {
		return err
	}
	facts, account, err := c.read(read)
	if err != nil {
		return err
	}
	if !c.asJSON {
		if err := say(out, c.source, account); err != nil {
			return err
		}
	}
	if c.agreement == "" {
		if !c.asJSON {
			return nil
		}
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", " ")
		return encoder.Encode(facts)
	}
	agreement, result, err := c.result(facts)
	if err != nil {
		return err
	}
	switch {
	case c.asJSON:
		_, err = fmt.Fprintf(out, "%s\n", result.JSON())
	case c.folder != "":
		err = writePages(c.folder, agreement, facts, result, report.Language(c.language))
	default:
		fmt.Fprintln(out)
		err = report.Summary(result).At(agreement.Location()).In(report.Language(c.language)).Write(out, format)
	}
	if err == nil && c.fail == "missed" && slices.ContainsFunc(result.Outcomes, func(o sla.Outcome) bool { return o.Verdict == sla.Missed }) {
		return errMissed
	}
	return err
}

// reader gives the reader of the source.
func (c *command) reader() (reader, error) {
	var fields []string
	if c.fields != "" {
		fields = strings.Split(c.fields, ",")
	}
	from, to, zone, err := c.bounds()
	if err != nil {
		return nil, err
	}
	switch c.source {
	case "table", "icinga":
		if c.mapping == "" {
			if c.source == "table" {
				return nil, errors.New("give -map, a mapping file")
			}
			c.mapping = "icinga"
		}
		source, name := locate(c.mapping, ".map.yaml")
		m, err := feeds.OpenMapping(source, name)
		if err != nil {
			return nil, err
		}
		return m.Read, nil
	case "jira":
		return feeds.Jira{Fields: fields, Names: c.names}.Read, nil
	case "servicenow":
		return feeds.ServiceNow{Fields: fields, Display: c.names}.Read, nil
	case "zendesk":
		return feeds.Zendesk{Fields: fields}.Read, nil
	case "zabbix":
		return feeds.Zabbix{From: from, To: to, Zone: zone}.Read, nil
	case "nagios":
		return feeds.Nagios{}.Read, nil
	case "prometheus":
		return feeds.Prometheus{Step: c.step}.Read, nil
	case "statuspage":
		return feeds.StatusPage{Page: "page"}.Read, nil
	case "pagerduty":
		return feeds.PagerDuty{}.Read, nil
	case "opsgenie":
		return feeds.Opsgenie{}.Read, nil
	case "icalendar":
		return feeds.ICalendar{From: from, To: to, Zone: zone, Ends: feeds.Ends(c.ends)}.Read, nil
	}
	return nil, fmt.Errorf("-source %s: one of %s", c.source, strings.Join(sourceNames, ", "))
}

// bounds gives -from, -to and -zone.
func (c *command) bounds() (from, to time.Time, zone *time.Location, err error) {
	if zone, err = time.LoadLocation(c.zone); err != nil {
		return from, to, nil, fmt.Errorf("-zone %s: %w", c.zone, err)
	}
	if from, err = calendar.Local(c.from).In(zone); err != nil {
		return from, to, nil, fmt.Errorf("-from %s: %w", c.from, err)
	}
	if to, err = calendar.Local(c.to).In(zone); err != nil {
		return from, to, nil, fmt.Errorf("-to %s: %w", c.to, err)
	}
	return from, to, zone, nil
}

// read reads the exports, and keeps the facts about -of as facts about the service.
func (c *command) read(read reader) (facts sla.Facts, account feeds.Intake, err error) {
	var exports []io.Reader
	for _, name := range c.exports {
		var file fs.File
		if file, err = os.Open(name); errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(name, "samples/") {
			file, err = files.Open(name)
		}
		if err != nil {
			return facts, account, err
		}
		defer file.Close()
		exports = append(exports, export{file, path.Base(filepath.ToSlash(name))})
	}
	account, err = read(feeds.Into(&facts), exports...)
	if err != nil || c.of == "" {
		return facts, account, err
	}
	names := map[string]bool{}
	all := subjects(&facts)
	others := int64(0)
	for _, of := range all {
		if names[*of] = true; *of != c.of {
			others++
		}
	}
	if !names[c.of] {
		known := slices.Sorted(maps.Keys(names))
		return facts, account, fmt.Errorf("-of %s: the exports have facts about %s", c.of, strings.Join(known[:min(20, len(known))], ", "))
	}
	if others > 0 {
		account.Left = append(account.Left, feeds.Left{What: "facts about other objects", Count: others})
	}
	only(&facts, c.of)
	for _, of := range subjects(&facts) {
		*of = "service"
	}
	return facts, account, nil
}

// export is a file with its name.
type export struct {
	io.Reader
	name string
}

func (e export) Name() string { return e.name }

// subjects lists the services that facts are about.
func subjects(f *sla.Facts) (all []*string) {
	for i := range f.Outages {
		all = append(all, &f.Outages[i].Of)
	}
	for i := range f.States {
		all = append(all, &f.States[i].Of)
	}
	for i := range f.Counts {
		all = append(all, &f.Counts[i].Of)
	}
	for i := range f.Samples {
		all = append(all, &f.Samples[i].Of)
	}
	for i := range f.Exclusions {
		all = append(all, &f.Exclusions[i].Of)
	}
	return all
}

// only keeps the facts about one service.
func only(f *sla.Facts, of string) {
	f.Outages = slices.DeleteFunc(f.Outages, func(u sla.Outage) bool { return u.Of != of })
	f.States = slices.DeleteFunc(f.States, func(s sla.State) bool { return s.Of != of })
	f.Counts = slices.DeleteFunc(f.Counts, func(c sla.Count) bool { return c.Of != of })
	f.Samples = slices.DeleteFunc(f.Samples, func(s sla.Sample) bool { return s.Of != of })
	f.Exclusions = slices.DeleteFunc(f.Exclusions, func(e sla.Exclusion) bool { return e.Of != of })
}

// say prints what was read and what was left out.
func say(out io.Writer, source string, a feeds.Intake) error {
	fmt.Fprintf(out, "%s: %d rows, %d facts\n", source, a.Rows, a.Facts)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range a.Left {
		fmt.Fprintf(t, "left out\t%d\t%s\n", l.Count, l.What)
	}
	for _, f := range a.Findings {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", f.Code, f.Subject, f.Path, f.Value)
	}
	if a.More > 0 {
		fmt.Fprintf(t, "and %d findings more\n", a.More)
	}
	return t.Flush()
}

// result evaluates facts under the agreement.
func (c *command) result(facts sla.Facts) (*sla.Agreement, *sla.Result, error) {
	name := c.agreement
	if name == "ready" {
		if name = c.source; c.mapping != "" {
			name = strings.TrimSuffix(path.Base(filepath.ToSlash(c.mapping)), ".map.yaml")
		}
	}
	source, file := locate(name, ".yaml")
	agreement, err := specfile.Open(source, file, sla.Sources{Holidays: holidays.Official})
	if err != nil {
		return nil, nil, err
	}
	period, err := sla.ParsePeriod(c.period)
	if err != nil {
		return nil, nil, fmt.Errorf("-period %s: %w", c.period, err)
	}
	_, asOf := agreement.Bounds(period)
	if c.asOf != "" {
		if asOf, err = calendar.Local(c.asOf).In(agreement.Location()); err != nil {
			return nil, nil, fmt.Errorf("-as-of %s: %w", c.asOf, err)
		}
	}
	result, err := agreement.Evaluate(period, facts, asOf)
	return agreement, result, err
}

// locate gives a file of the caller, or the ready file of a name.
func locate(name, ending string) (fs.FS, string) {
	if !strings.ContainsAny(name, `./\`) {
		return files, "ready/" + name + ending
	}
	return os.DirFS(filepath.Dir(name)), filepath.Base(name)
}
