package zone

// Days of the proleptic Gregorian calendar as numbers: day 0 is 1970-01-01. Both
// functions start the year in March, so that the leap day comes last, and count in
// eras of 400 years, 146,097 days.

// DayNumber gives the number of a date. A month outside 1 to 12 or a day outside
// the month carries over: month 14 is February of the next year.
func DayNumber(year, month, day int64) int64 {
	year, month = year+floor(month-1, 12), month-1-12*floor(month-1, 12)
	march := (month + 10) % 12 // 0 is March
	if month < 2 {
		year--
	}
	era := floor(year, 400)
	yearOfEra := year - era*400
	dayOfYear := (153*march+2)/5 + day - 1
	return era*146_097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719_468
}

// Civil gives the date of a day number.
func Civil(day int64) (year, month, dayOfMonth int64) {
	day += 719_468
	era := floor(day, 146_097)
	dayOfEra := day - era*146_097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36_524 - dayOfEra/146_096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	march := (5*dayOfYear + 2) / 153
	dayOfMonth = dayOfYear - (153*march+2)/5 + 1
	month = (march+2)%12 + 1
	year = yearOfEra + era*400
	if month <= 2 {
		year++
	}
	return year, month, dayOfMonth
}

// Weekday gives 0 for Monday to 6 for Sunday: day 0 was a Thursday.
func Weekday(day int64) int { return int(day + 3 - 7*floor(day+3, 7)) }

// floor divides toward minus infinity; n > 0.
func floor(a, n int64) int64 {
	q := a / n
	if a%n < 0 {
		q--
	}
	return q
}

// floorDay gives the day of a local second.
func floorDay(local int64) int64 { return floor(local, secondsOfDay) }

// held keeps a count of days or seconds small enough to compute with.
func held(n int64) int64 { return min(max(n, -dayMax), dayMax) }

// heldInstant keeps an instant small enough to compute with.
func heldInstant(unix int64) int64 { return min(max(unix, -dayMax*secondsOfDay), dayMax*secondsOfDay) }
