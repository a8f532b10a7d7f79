package casefile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/civil"
)

var weekdays = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// never is the time of an event that did not happen: it takes an event of the same id
// back.
const never = "never"

// told is a time as it was read.
type told struct {
	at    time.Time
	words int  // how many words it takes; 0: the text has no time
	dated bool // the date is written
}

// readTime reads a time off the front of words: [weekday] [date] clock [offset], or
// [weekday] date. What is not written is taken from the time before. A weekday alone is
// the first such day on or after the date of the time before.
func readTime(words []word, before time.Time, zone *time.Location) (told, error) {
	var t told
	next := func() string {
		if t.words < len(words) && !words[t.words].quoted {
			return words[t.words].text
		}
		return ""
	}
	week := slices.Index(weekdays, next())
	if week >= 0 {
		t.words++
	}
	day := next()
	if likeDate(day) {
		if _, err := civil.Parse(day); err != nil {
			return told{}, fmt.Errorf("%s is no date: write 2026-03-06", day)
		}
		t.dated = true
		t.words++
	}
	clock, offset := "00:00", ""
	if text := next(); likeClock(text) {
		clock = text
		if i := strings.IndexAny(clock, "+-Z"); i > 0 {
			clock, offset = clock[:i], clock[i:]
		}
		t.words++
	} else if right, is := meantClock(words[t.words:]); is {
		return told{}, fmt.Errorf("%q is no time of day: write %s", text, right)
	} else if !t.dated {
		return told{}, nil
	}
	if !t.dated {
		if before.IsZero() {
			return told{}, fmt.Errorf("the first time needs its date, such as 2026-03-06 %s", clock)
		}
		d := civil.Of(civil.Day(dateOf(before, zone)))
		for n := 0; week >= 0 && int(d.Weekday()) != week && n < 7; n++ {
			d++
		}
		day = civil.Format(d)
	}
	layout := "2006-01-02 15:04"
	if len(clock) > len("15:04") {
		layout += ":05"
	}
	naive, err := time.Parse(layout, day+" "+clock)
	if err != nil || len(clock) > len("15:04:05.999999999") || strings.Contains(clock, ",") {
		return told{}, fmt.Errorf("%q is no time of day: write 09:00, 09:00:30 or 09:00:30.5", clock)
	}
	if week >= 0 && int(naive.Weekday()) != week {
		return told{}, fmt.Errorf("%s is a %s, not a %s", day, weekdays[naive.Weekday()], weekdays[week])
	}
	if offset != "" {
		t.at, err = time.Parse(layout+"Z07:00", day+" "+clock+offset)
		if err != nil {
			return told{}, fmt.Errorf("%q is no offset from UTC: write +02:00 or Z", offset)
		}
		t.at = t.at.In(zone)
		return t, nil
	}
	switch at := readings(naive, zone); len(at) {
	case 0:
		return told{}, fmt.Errorf("%s %s does not exist in %s: a clock change skips it", day, clock, zone)
	case 1:
		t.at = at[0]
		return t, nil
	default:
		return told{}, fmt.Errorf("%s %s happens twice in %s: write %s%s or %s%s", day, clock, zone,
			clock, at[0].Format("Z07:00"), clock, at[1].Format("Z07:00"))
	}
}

// likeDate and likeClock tell times from other words by their shape.
func likeDate(s string) bool {
	return len(s) == len(time.DateOnly) && s[4] == '-' && s[7] == '-' && isDigit(s[0]) && isDigit(s[5]) && isDigit(s[8])
}

func likeClock(s string) bool {
	return len(s) >= 5 && isDigit(s[0]) && isDigit(s[1]) && s[2] == ':' && isDigit(s[3]) && isDigit(s[4])
}

// meantClock gives the time of day that words such as 5pm, 5:30 pm or 9:30 stand for.
func meantClock(words []word) (string, bool) {
	if len(words) == 0 || words[0].quoted {
		return "", false
	}
	text := strings.ToLower(words[0].text)
	if len(words) > 1 && !words[1].quoted && !strings.HasSuffix(text, "m") {
		if half := strings.ToLower(words[1].text); half == "am" || half == "pm" {
			text += half
		}
	}
	for _, layout := range []string{"3pm", "3:04pm", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format("15:04"), true
		}
	}
	return "", false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// readings gives the instants at which the clocks of a zone show a time. naive is that
// time as if in UTC.
func readings(naive time.Time, zone *time.Location) (all []time.Time) {
	for _, near := range []time.Duration{-26, -3, 0, 3, 26} {
		_, offset := naive.Add(near * time.Hour).In(zone).Zone()
		t := naive.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, there := t.Zone(); there == offset && !slices.ContainsFunc(all, t.Equal) {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// written writes an instant as short as it can be read back after a time before. The
// zero before is no such time, so the date is written.
func written(t, before time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "none"
	}
	local := t.In(zone)
	clock := strings.TrimSuffix(local.Format("15:04:05.999999999"), ":00")
	offset, date, week := local.Format("Z07:00"), local.Format("Mon 2006-01-02 "), local.Format("Mon ")
	for _, s := range []string{clock, clock + offset, week + clock, week + clock + offset, date + clock, date + clock + offset} {
		words, _ := wordsOf(s)
		if before.IsZero() && len(words) < 3 {
			continue
		}
		if got, err := readTime(words, before, zone); err == nil && got.words == len(words) && got.at.Equal(t) {
			return s
		}
	}
	return t.UTC().Format("2006-01-02 15:04:05.999999999Z")
}
