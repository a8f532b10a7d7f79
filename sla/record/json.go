package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// append writes the record in its one form: an object without white space, its keys
// sorted, without the fields that are empty. Texts are escaped only where JSON needs
// it. Bytes that are not UTF-8 stay, so that texts that differ have digests that
// differ; MarshalJSON and Verify refuse them.
func (r Record) append(to []byte) []byte {
	to = append(to, '{')
	text := func(key, value string) {
		if value != "" {
			to = quote(append(quote(comma(to), key), ':'), value)
		}
	}
	number := func(key string, value int64) {
		if value != 0 {
			to = strconv.AppendInt(append(quote(comma(to), key), ':'), value, 10)
		}
	}
	text("agreement", string(r.Agreement))
	text("before", string(r.Before))
	text("by", r.By)
	number("corrects", r.Corrects)
	text("engine", r.Engine)
	text("facts", string(r.Facts))
	if !r.Made.IsZero() {
		text("made", r.Made.UTC().Format(time.RFC3339Nano))
	}
	number("number", r.Number)
	text("period", r.Period)
	text("reason", r.Reason)
	text("result", string(r.Result))
	return append(to, '}')
}

func comma(to []byte) []byte {
	if to[len(to)-1] != '{' {
		to = append(to, ',')
	}
	return to
}

func quote(to []byte, s string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	for _, c := range []byte(s) {
		switch i := strings.IndexByte("\"\\\b\f\n\r\t", c); {
		case i >= 0:
			to = append(to, '\\', `"\bfnrt`[i])
		case c < 0x20:
			to = append(to, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			to = append(to, c)
		}
	}
	return append(to, '"')
}

// MarshalJSON writes the record in its one form, over which its digest is taken: keys
// sorted, no white space, instants in UTC. It refuses what Verify refuses in a record
// by itself.
func (r Record) MarshalJSON() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	return r.append(nil), nil
}

// UnmarshalJSON reads a record. Keys may stand in another order and with white space,
// as databases keep them; the digest does not depend on it. Everything else is strict:
// an unknown or repeated key, an empty value, a text with other escapes than
// MarshalJSON writes, an instant in another form than 2026-04-02T09:00:00Z and a record
// that MarshalJSON would refuse are errors, and r stays as it was.
func (r *Record) UnmarshalJSON(data []byte) error {
	read, err := parse(data)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	*r = read
	return nil
}

func parse(data []byte) (r Record, err error) {
	if !utf8.Valid(data) {
		return r, errors.New("the text is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return r, errors.New("an object is needed")
	}
	texts := map[string]*string{
		"agreement": (*string)(&r.Agreement), "before": (*string)(&r.Before), "by": &r.By, "engine": &r.Engine,
		"facts": (*string)(&r.Facts), "period": &r.Period, "reason": &r.Reason, "result": (*string)(&r.Result),
	}
	numbers := map[string]*int64{"corrects": &r.Corrects, "number": &r.Number}
	seen := map[string]bool{}
	for d.More() {
		key, value, err := pair(d, data)
		if err != nil {
			return r, err
		}
		if seen[key] {
			return r, fmt.Errorf("%s: the key is repeated", key)
		}
		seen[key] = true
		written, isText := value.(string)
		switch {
		case texts[key] != nil:
			*texts[key] = written
		case key == "made":
			r.Made, err = instant(written)
		case numbers[key] != nil:
			n, isNumber := value.(json.Number)
			if *numbers[key], err = strconv.ParseInt(string(n), 10, 64); err != nil || !isNumber || *numbers[key] < 1 {
				return r, fmt.Errorf("%s: a whole number from 1 on is needed", key)
			}
			isText, written = true, "number"
		default:
			return r, fmt.Errorf("%s: a record has no such key", key)
		}
		if err != nil {
			return r, err
		}
		if !isText || written == "" {
			return r, fmt.Errorf("%s: a text is needed; leave the key out if it says nothing", key)
		}
	}
	if _, err := d.Token(); err != nil {
		return r, errors.New("the object does not end")
	}
	if _, err := d.Token(); err != io.EOF {
		return r, errors.New("nothing may follow the object")
	}
	return r, r.check()
}

// pair reads a key and its value, a text or a number, from data.
func pair(d *json.Decoder, data []byte) (key string, value any, err error) {
	token, err := d.Token()
	if err != nil {
		return "", nil, err
	}
	key, _ = token.(string)
	if value, err = d.Token(); err != nil {
		return "", nil, err
	}
	if _, nested := value.(json.Delim); nested {
		return "", nil, fmt.Errorf("%s: a text or a number is needed", key)
	}
	if text, is := value.(string); is && !quoted(data[:d.InputOffset()], text) {
		return "", nil, fmt.Errorf("%s: the text has other escapes than a record is written with", key)
	}
	return key, value, nil
}

// quoted reports whether data ends with a text as a record writes it, or as
// json.Marshal does, which also escapes the characters that HTML needs.
func quoted(data []byte, text string) bool {
	var escaped bytes.Buffer
	json.HTMLEscape(&escaped, quote(nil, text))
	return bytes.HasSuffix(data, quote(nil, text)) || bytes.HasSuffix(data, escaped.Bytes())
}

// instant reads an instant in the one form in which records write it.
func instant(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.UTC().Format(time.RFC3339Nano) != text {
		return time.Time{}, fmt.Errorf("made: %q is no instant in the form 2026-04-02T09:00:00Z", text)
	}
	return at.UTC(), nil
}
