// Command servicenow reads two real logs of service desks and says what a
// service manager would ask of them: how much came in, how long it waited for
// others, and what was attained per priority and month.
//
//	go run ./examples/servicenow -data DIR          a page for a service manager
//	go run ./examples/servicenow -data DIR -json    all figures as JSON
//
// DIR holds incidents.csv.gz and events.csv.gz of the ServiceNow log, or
// events.csv.gz of the help desk log; -log names the log if the folder does
// not tell. Every rule stands in servicenow.yaml and helpdesk.yaml; this program
// only maps rows to tickets and prints.
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed servicenow.yaml helpdesk.yaml
var files embed.FS

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("servicenow", flag.ContinueOnError)
	data := flags.String("data", "", "the folder of the log")
	name := flags.String("log", "", "servicenow or helpdesk; by default what the folder holds")
	asJSON := flags.Bool("json", false, "print all figures as one JSON object")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *name == "" {
		*name = found(*data)
	}
	d, err := open(*name)
	if err != nil {
		return err
	}
	tickets, err := d.read(*data)
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

// found tells the logs apart: only one of them has a file of incidents.
func found(data string) string {
	if _, err := os.Stat(filepath.Join(data, incidentsFile)); err == nil {
		return "servicenow"
	}
	return "helpdesk"
}

// desk is one of the logs and its agreement.
type desk struct {
	name      string
	agreement *sla.Agreement
	zone      *time.Location
}

func open(name string) (*desk, error) {
	if _, known := readers[name]; !known {
		return nil, fmt.Errorf("-log %s: it is one of %s", name, strings.Join(logs(), ", "))
	}
	agreement, err := specfile.Open(files, name+".yaml", sla.Sources{})
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(agreement.Spec().Zone)
	if err != nil {
		return nil, err
	}
	return &desk{name, agreement, zone}, nil
}
