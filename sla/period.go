package sla

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
)

// Period is a half-open stretch of dates, [From, To). It has no time zone; an
// agreement gives it the bounds in its own zone, see Agreement.Bounds. Period is
// comparable: equal dates are equal Periods, however they were made. The zero Period
// is empty.
type Period struct{ from, to date.Date }

// Day is one date.
func Day(d date.Date) Period { return Period{d, d + 1} }

// Month is one calendar month. A month outside 1 to 12 belongs to another year, as
// with time.Date: month 13 is the next January.
func Month(year int, month time.Month) Period {
	return Period{civil.Clip(year, int(month), 1), civil.Clip(year, int(month)+1, 1)}
}

// Quarter is one calendar quarter, 1 to 4. A quarter outside 1 to 4 belongs to
// another year: quarter 5 is the next first quarter.
func Quarter(year, quarter int) Period {
	return Period{civil.Clip(year, 3*quarter-2, 1), civil.Clip(year, 3*quarter+1, 1)}
}

// Year is one calendar year.
func Year(year int) Period {
	return Period{civil.Clip(year, 1, 1), civil.Clip(year+1, 1, 1)}
}

// Dates is any stretch of dates, [from, to). If to is not after from, it gives the
// zero Period.
func Dates(from, to date.Date) Period {
	if to <= from {
		return Period{}
	}
	return Period{from, to}
}

// From is the first date of the period.
func (p Period) From() date.Date { return p.from }

// To is the first date after the period.
func (p Period) To() date.Date { return p.to }

// IsZero reports whether the period holds no date.
func (p Period) IsZero() bool { return p.to <= p.from }

// Contains reports whether q lies wholly within p.
func (p Period) Contains(q Period) bool { return p.from <= q.from && q.to <= p.to }

// months gives the length of a period of whole calendar months, else 0.
func (p Period) months() int {
	fy, fm, fd := p.from.Date()
	ty, tm, td := p.to.Date()
	if p.IsZero() || fd != 1 || td != 1 {
		return 0
	}
	return (ty-fy)*12 + int(tm-fm)
}

// Next is the period of the same length that follows: as many months for a
// period of whole calendar months, else as many days. It knows no anchor: to get the
// next period of another Every, such as month from 2026-01-15, ask
// Agreement.PeriodAt for the first instant after p.
func (p Period) Next() Period { return p.shift(1) }

// Prev is the period that ends where p starts, with its length counted as in Next.
func (p Period) Prev() Period { return p.shift(-1) }

func (p Period) shift(by int) Period {
	if n := p.months(); n > 0 {
		y, m, _ := p.from.Date()
		return Period{civil.Clip(y, int(m)+by*n, 1), civil.Clip(y, int(m)+(by+1)*n, 1)}
	}
	n := (p.to - p.from) * date.Date(by)
	return Period{p.from + n, p.to + n}
}

// String gives the shortest name: "2026-03-09", "2026-03", "2026-Q1", "2026", or
// "2026-03-01/2026-03-15". The zero Period is "". ParsePeriod reads the others back.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	y, m, _ := p.from.Date()
	switch n := p.months(); {
	case n == 1:
		return fmt.Sprintf("%04d-%02d", y, m)
	case n == 3 && m%3 == 1:
		return fmt.Sprintf("%04d-Q%d", y, (m+2)/3)
	case n == 12 && m == time.January:
		return fmt.Sprintf("%04d", y)
	case p.to == p.from+1:
		return civil.Format(p.from)
	}
	return civil.Format(p.from) + "/" + civil.Format(p.to)
}

// ParsePeriod reads what String writes; years have four digits. Empty text is an
// error.
func ParsePeriod(text string) (Period, error) {
	from, to, isRange := strings.Cut(text, "/")
	if isRange {
		a, err := civil.Parse(from)
		if err != nil {
			return Period{}, err
		}
		b, err := civil.Parse(to)
		if err != nil {
			return Period{}, err
		}
		if b <= a {
			return Period{}, fault.Because(fault.ErrRange, "the end must be after the start")
		}
		return Period{a, b}, nil
	}
	year, rest, _ := strings.Cut(text, "-")
	if y, err := strconv.Atoi(year); err == nil && len(year) == 4 {
		switch {
		case len(text) == 4:
			return Year(y), nil
		case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
			return Quarter(y, int(rest[1]-'0')), nil
		case len(rest) == 2:
			if m, err := strconv.Atoi(rest); err == nil && m >= 1 && m <= 12 {
				return Month(y, time.Month(m)), nil
			}
		case len(rest) == 5:
			if d, err := civil.Parse(text); err == nil {
				return Day(d), nil
			}
		}
	}
	return Period{}, fault.Because(fault.ErrSyntax, "a period is written 2026-03, 2026-Q1, 2026, 2026-03-09 or 2026-03-01/2026-03-15")
}

// MarshalText writes String.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes; empty text is the zero Period.
func (p *Period) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Period{}
		return nil
	}
	q, err := ParsePeriod(string(text))
	if err != nil {
		return err
	}
	*p = q
	return nil
}
