// Command servicenow reads logs of two real service desks and prints what a service
// manager wants to know: how many tickets came in, how long they waited for others, and
// the attainment per priority and month.
//
//	go run ./examples/servicenow                    a page for a service manager, from the sample
//	go run ./examples/servicenow -log helpdesk      the same from the other sample
//	go run ./examples/servicenow -data DIR          the same from real data
//	go run ./examples/servicenow -data DIR -json    all figures as JSON
//
// servicenow.yaml and helpdesk.yaml have all the rules, and servicenow.map.yaml and
// helpdesk.map.yaml say what the columns are; this program only prints.
//
// The 11 incidents and 6 cases of the folder sample are invented. DIR holds the
// files of one of two real logs, plain or compressed (.gz). The program takes a folder
// with incidents.csv for servicenow and any other for helpdesk, unless -log names the
// log.
//
// "Incident management process enriched event log", UCI Machine Learning
// Repository, https://doi.org/10.24432/C57S4H. events.csv has its rows with the
// columns number, seq (sys_mod_count), updated_at (sys_updated_at) and state
// (incident_state; empty for -100). incidents.csv has the last row of each
// incident with the columns number, priority_last and impact and urgency (the
// digit alone), opened_at, closed_at, made_sla and category. Empty stands for "?".
//
// "Dataset belonging to the help desk log of an Italian company", 4TU.ResearchData,
// https://doi.org/10.4121/uuid:0c60edf1-6f83-4e75-9367-4c63b3e9d5bb. events.csv has
// its rows with the columns case, at, activity, seriousness and service_level.
//
// Each time is written like 2016-03-07T10:00.
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed servicenow.yaml servicenow.map.yaml helpdesk.yaml helpdesk.map.yaml sample
var files embed.FS

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints to out. With -json it prints the line that says that the log is invented
// to notes instead.
func run(args []string, out, notes io.Writer) error {
	flags := flag.NewFlagSet("servicenow", flag.ExitOnError)
	data := flags.String("data", "", "the folder of the log; without it, an invented sample")
	name := flags.String("log", "", "servicenow or helpdesk; by default the log in the folder, or the sample of servicenow")
	asJSON := flags.Bool("json", false, "print all figures as one JSON object")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder := os.DirFS(*data)
	switch {
	case *name != "":
	case *data == "":
		*name = "servicenow"
	default:
		*name = found(folder)
	}
	d, err := open(*name)
	if err != nil {
		return err
	}
	if *data == "" {
		if folder, err = fs.Sub(files, "sample/"+*name); err != nil {
			return err
		}
		if !*asJSON {
			notes = out
		}
		fmt.Fprintln(notes, "A sample of an invented log. go doc ./examples/servicenow says where real logs are.")
	}
	tickets, err := d.read(folder)
	if err != nil {
		return err
	}
	f, err := d.figures(tickets)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		return encoder.Encode(f)
	}
	return d.page(out, f)
}

// found names the log in a folder: only servicenow has a file of incidents.
func found(folder fs.FS) string {
	if file, err := table(folder, incidentsFile); err == nil {
		file.Close()
		return "servicenow"
	}
	return "helpdesk"
}

// desk is a log with its agreement.
type desk struct {
	name      string
	agreement *sla.Agreement
	zone      *time.Location
}

func open(name string) (*desk, error) {
	if _, known := logFiles[name]; !known {
		return nil, fmt.Errorf("-log %s: write one of %s", name, strings.Join(logs(), ", "))
	}
	agreement, err := specfile.Open(files, name+".yaml", sla.Sources{})
	if err != nil {
		return nil, err
	}
	return &desk{name, agreement, agreement.Location()}, nil
}
