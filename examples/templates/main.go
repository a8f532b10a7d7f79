// Command templates lists the agreements that are here to be copied, one for each
// industry, with what each promises.
//
//	go run ./examples/templates
//	go run ./examples/templates it-support
//
// With a name it prints the file. README.md says who each is for.
package main

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"
	_ "time/tzdata"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed *.yaml
var files embed.FS

func main() {
	if err := run(os.Stdout, os.Args[1:]...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out io.Writer, names ...string) error {
	if len(names) == 0 {
		return list(out)
	}
	for _, name := range names {
		data, err := files.ReadFile(name + ".yaml")
		if err != nil {
			return err
		}
		if _, err := out.Write(data); err != nil {
			return err
		}
	}
	return nil
}

// list prints the title of each template and what it promises.
func list(out io.Writer) error {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, name := range names {
		agreement, err := specfile.Open(files, name, sla.Sources{})
		if err != nil {
			return err
		}
		spec := agreement.Spec()
		if i > 0 {
			fmt.Fprintln(t)
		}
		fmt.Fprintf(t, "%s: %s\n", strings.TrimSuffix(name, ".yaml"), spec.Title)
		for _, o := range spec.Objectives {
			var within []string
			for _, target := range o.Targets {
				if target.Within != "none" {
					within = append(within, string(target.Within))
				}
			}
			fmt.Fprintf(t, "  %s\t%s\t%s\n", o.Title, o.Attain, strings.Join(within, ", "))
		}
	}
	return t.Flush()
}
