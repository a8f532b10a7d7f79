package penalty

import (
	"encoding/json"
	"strings"

	"github.com/upheld/upheld/internal/fault"
)

// lineFields has the fields of a Line without its methods.
type lineFields Line

type lineJSON struct {
	lineFields
	Steps []Step `json:"steps,omitempty"`
}

// MarshalJSON writes the line with its working.
func (l Line) MarshalJSON() ([]byte, error) {
	return json.Marshal(lineJSON{lineFields(l), l.Steps()})
}

// UnmarshalJSON reads what MarshalJSON wrote, the working included. It is as
// strict as that of a Statement.
func (l *Line) UnmarshalJSON(data []byte) error {
	var read struct {
		lineJSON
		ClaimBy dayText `json:"claim-by"`
	}
	if err := decode(data, &read); err != nil {
		return err
	}
	if err := read.ClaimBy.day("claim-by", &read.lineFields.ClaimBy); err != nil {
		return err
	}
	*l = Line(read.lineFields)
	if len(read.Steps) > 0 {
		l.work, l.lo, l.hi = &working{told: read.Steps}, 0, int32(len(read.Steps))
	}
	return nil
}

// IsZero reports whether the interval has no end: it is left out of JSON then.
func (i Interval) IsZero() bool { return i.Low == nil && i.High == nil }

// MarshalText writes what String gives.
func (i Interval) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *Interval) UnmarshalText(text []byte) error {
	low, high, ok := strings.Cut(string(text), ",")
	if !ok || len(low) < 2 || len(high) < 2 || !strings.ContainsAny(low[:1], "[(") || !strings.ContainsAny(high[len(high)-1:], "])") {
		return fault.Because(ErrSyntax, "an interval such as [99/100,1) is needed")
	}
	read := Interval{LowIn: low[0] == '[', HighIn: high[len(high)-1] == ']'}
	if low = low[1:]; low != "-inf" {
		f, err := readNumber(low)
		if err != nil {
			return err
		}
		read.Low = f.rat()
	}
	if high = high[:len(high)-1]; high != "inf" {
		f, err := readNumber(high)
		if err != nil {
			return err
		}
		read.High = f.rat()
	}
	*i = read
	return nil
}
