package holidays

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
)

// Bounds of all lists of one Files.
const (
	listsMax    = 100
	allDatesMax = 1_000_000
)

// Files reads the iCalendar files that calendars name, as ReadICalendar does. It is
// for calendar.Sources.File and sla.Sources.File:
//
//	sources := calendar.Sources{File: holidays.Files(os.DirFS("."))}
//	office, err := sources.New(calendar.Spec{
//		Zone:     "Europe/Berlin",
//		Hours:    "mon-fri 09:00-17:00",
//		Holidays: []calendar.Holidays{{File: "closures.ics"}},
//	})
//
// If a file has events with times of day, PartDays is required; under "closed", an
// event that cannot close its hours is an error. Each file is read once for each
// filter and kept; call Files again after a file has changed. 100 files and filters
// may hold 1,000,000 dates together. The function is safe for concurrent use. Its
// error joins a *calendar.FieldError for every problem, with the line and column in
// the file.
func Files(files fs.FS) func(calendar.Holidays) (calendar.HolidayList, error) {
	var lock sync.Mutex
	kept := map[string]*Events{}
	dates := 0
	return func(h calendar.Holidays) (calendar.HolidayList, error) {
		lock.Lock()
		defer lock.Unlock()
		key := fmt.Sprintf("%q %q %q %q %q", h.File, h.Only, h.Without, h.Workdays, h.PartDays)
		if list := kept[key]; list != nil {
			return list, nil
		}
		list, err := ofFile(files, h)
		if err == nil {
			dates += len(list.days)
			if len(kept) == listsMax || dates > allDatesMax {
				err = inFile(h, fault.Because(fault.ErrRange, "at most %d files and filters, with %d dates, are read", listsMax, allDatesMax))
			}
		}
		if err != nil {
			return nil, err
		}
		kept[key] = list
		return list, nil
	}
}

// ofFile reads the file that h names.
func ofFile(files fs.FS, h calendar.Holidays) (*Events, error) {
	if !fs.ValidPath(h.File) {
		return nil, inFile(h, fault.Because(fault.ErrSyntax, "a path in this folder is needed, such as shared/closures.ics, without / or ./ in front and without .."))
	}
	data, err := bytesOf(files, h.File)
	if err != nil {
		return nil, inFile(h, err)
	}
	list, err := ReadICalendar(bytes.NewReader(data), Filter{
		Only: h.Only, Without: h.Without, Workdays: h.Workdays, PartDays: h.PartDays == calendar.PartDaysClosed,
	})
	if err != nil {
		var problems fault.List
		for _, e := range fault.All(err) {
			var inner error = e
			if e.Path == "" && e.Value == "" {
				inner = e.Err
			}
			problems.Add("file", h.File, inner)
		}
		return nil, problems.Err()
	}
	skipped := list.Skipped()
	switch {
	case len(skipped) == 0 || h.PartDays == calendar.PartDaysIgnored:
	case h.PartDays == calendar.PartDaysClosed:
		return nil, &fault.FieldError{Path: "part-days", Value: string(h.PartDays), Err: fault.Because(fault.ErrConflict,
			"%s has %s that cannot close hours, the first is %s; leave such events out with without, or write ignored",
			h.File, count(skipped, "event", "events"), told(skipped[0]))}
	default:
		return nil, &fault.FieldError{Path: "part-days", Err: fault.Because(fault.ErrMissing,
			"%s has %s with times of day, the first is %s; write closed to close their hours, or ignored",
			h.File, count(skipped, "event", "events"), told(skipped[0]))}
	}
	return list, nil
}

func word(skipped []string, one, many string) string {
	if len(skipped) == 1 {
		return one
	}
	return many
}

func count(skipped []string, one, many string) string {
	return fmt.Sprintf("%d %s", len(skipped), word(skipped, one, many))
}

// told writes a skipped event and the reason.
func told(skipped string) string {
	cut := strings.LastIndex(skipped, ": ")
	return fmt.Sprintf("%q (%s)", fault.Shorten(skipped[:cut]), skipped[cut+2:])
}

func bytesOf(files fs.FS, name string) ([]byte, error) {
	file, err := files.Open(name)
	if err != nil {
		var inner *fs.PathError
		if errors.As(err, &inner) {
			err = inner.Err
		}
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, sizeMax+1))
	if closed := file.Close(); err == nil {
		err = closed
	}
	return data, err
}

func inFile(h calendar.Holidays, err error) error {
	return &fault.FieldError{Path: "file", Value: h.File, Err: err}
}
