// The command cases runs the case files of a folder and of the folders below it, or one
// case file, without Go tests:
//
//	go run github.com/upheld/upheld/sla/slatest/cases@latest FOLDER
//
// It prints what does not hold, and ends with status 1 if anything does not. It ends with
// status 2 if it could not do what was asked.
//
// -update rewrites the answers that differ; it is refused where the variable CI is set,
// and ends with status 1 if it rewrote anything, because the difference is to be read.
//
// -perturb changes each answer by a digit or word and tells each change that no case
// notices. It needs cases that hold: an answer that is wrong already notices nothing.
//
// -json prints each case as one line of JSON, for engines that do not read the language:
// its agreements as specfile.JSON writes them, its facts as sla.Facts, and its questions,
// with instants in UTC. "told" of a question is how many facts of each list are known
// then, and "events" how many events of the ticket.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/upheld/upheld/internal/casefile"
)

// errFound ends the command with status 1 after what was found has been printed.
var errFound = errors.New("something does not hold")

func main() {
	err := run(os.Args[1:], os.Stdout)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errFound):
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "cases:", err)
		os.Exit(2)
	}
}

const usage = "cases [-update | -perturb | -json] FOLDER"

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("cases", flag.ContinueOnError)
	update := flags.Bool("update", false, "rewrite the answers that differ")
	perturb := flags.Bool("perturb", false, "change each answer, and tell each change that no case notices")
	export := flags.Bool("json", false, "print each case as one line of JSON")
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "%s\n\nRuns the case files of a folder and of the folders below it, or one case file.\n\n", usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("one folder or case file is needed, after the flag: " + usage)
	}
	if flags.NFlag() > 1 {
		return errors.New("at most one flag is possible: " + usage)
	}
	if *update && os.Getenv("CI") != "" {
		return errors.New("-update is refused where CI is set: a person rewrites answers, who reads the difference")
	}
	folder, names, err := find(flags.Arg(0))
	if err != nil {
		return err
	}
	suite := casefile.Suite{Files: os.DirFS(folder)}
	all := count{out: out}
	for _, name := range names {
		data, err := fs.ReadFile(suite.Files, name)
		if err != nil {
			return err
		}
		switch {
		case *perturb:
			all.perturb(suite, name, data)
			continue
		case *export:
			lines, err := suite.JSON(name, data)
			if err != nil {
				return fmt.Errorf("only cases that hold are exported, and so no case of %s:\n%w", name, err)
			}
			if _, err := out.Write(lines); err != nil {
				return err
			}
			continue
		}
		ran := all.run(suite, name, data)
		if ran != nil && *update && ran.Edits() > 0 {
			if err := casefile.Write(folder, name, ran.Updated()); err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: %s rewritten; read the difference\n", name, number(ran.Edits(), "answer"))
		}
	}
	if *export {
		return nil
	}
	if *perturb {
		fmt.Fprintf(out, "%s of answers, %d not noticed\n", number(all.cases, "change"), all.unnoticed)
	} else {
		hold := "do not hold"
		if all.wrong == 1 {
			hold = "does not hold"
		}
		fmt.Fprintf(out, "%s, %d %s\n", number(all.cases, "case"), all.wrong, hold)
	}
	if all.wrong > 0 {
		return errFound
	}
	return nil
}

// find gives the folder and the names in it of the case files that a path means: those
// of a folder and below, or one file.
func find(where string) (folder string, names []string, err error) {
	info, err := os.Stat(where)
	switch {
	case err != nil:
		return "", nil, err
	case info.IsDir():
		names, err = casefile.Suite{Files: os.DirFS(where)}.Names()
		if err != nil {
			err = fmt.Errorf("%s: %w", where, err)
		}
		return where, names, err
	case filepath.Ext(where) != ".case":
		return "", nil, fmt.Errorf("%s is neither a folder nor a file that ends with .case", where)
	}
	return filepath.Dir(where), []string{filepath.Base(where)}, nil
}

// count counts cases, or changes of answers.
type count struct {
	out          io.Writer
	cases, wrong int
	unnoticed    int // changes of answers
}

func (c *count) perturb(suite casefile.Suite, name string, data []byte) {
	// An answer that is wrong already would seem to notice each change.
	asItStands := count{out: c.out}
	if asItStands.run(suite, name, data); asItStands.wrong > 0 {
		c.wrong++
		fmt.Fprintf(c.out, "%s: the cases do not hold as they stand, so that no answer was changed\n", name)
		return
	}
	changes, unnoticed, err := suite.Perturb(name, data)
	c.cases += changes
	c.wrong += len(unnoticed)
	c.unnoticed += len(unnoticed)
	for _, m := range unnoticed {
		fmt.Fprintf(c.out, "%s:%v\n", name, m)
	}
	if err != nil {
		c.wrong++
		fmt.Fprintf(c.out, "%s: %v\n", name, err)
	}
}

func (c *count) run(suite casefile.Suite, name string, data []byte) *casefile.Ran {
	ran, err := suite.Run(name, data)
	if err != nil {
		c.cases++
		c.wrong++
		fmt.Fprintf(c.out, "%s:%v\n", name, err)
		return nil
	}
	for _, one := range ran.Cases {
		c.cases++
		if len(one.Mistakes) > 0 {
			c.wrong++
		}
		for _, m := range one.Mistakes {
			fmt.Fprintf(c.out, "%s:%v\n", name, m)
		}
	}
	return ran
}

// number writes a number of things, in the plural except of 1.
func number(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
