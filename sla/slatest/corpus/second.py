"""A second reader of the calendar rows of the corpus.

    python3 second.py FILE.case ...

It reads the text of the case files, works out each row by walking through the local
days, and compares its answer with what the row says. It shares no code with the
library, so what both say is what the text means. It prints "N of N rows", and ends
with status 1 if a row differs or no row was read. It reads calendars with a zone, weekly
hours, closed dates and hours of single dates; it counts the rows of other tables as not
read.
"""

import datetime
import re
import sys
import zoneinfo

UTC = datetime.timezone.utc
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = datetime.timedelta(days=1)
ZERO = datetime.timedelta(0)
FAR = 400 * DAY  # how far an answer is looked for
VERBS = ["elapsed", "add", "state of", "next open", "next close", "stretches"]


class NotRead(Exception):
    """The row or calendar has what this reader does not know."""


def resolve(zone, naive):
    """The instant of a local time: the first of a repeated time, and the instant of
    the change for a skipped time."""
    found = []
    for fold in (0, 1):
        instant = naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == naive:
            found.append(instant)
    if found:
        return min(found)
    low, high = sorted((naive - naive.replace(tzinfo=zone, fold=f).utcoffset()).replace(tzinfo=UTC) for f in (0, 1))
    before = low.astimezone(zone).utcoffset()
    while high - low > datetime.timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def minutes(clock):
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)


def stretches_of(text):
    """08:00-12:00,13:00-17:00 as pairs of minutes."""
    return [tuple(minutes(c) for c in part.strip().split("-")) for part in text.split(",") if part.strip()]


def days_of(text):
    """mon-fri or mon,wed as numbers of days."""
    days = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        n = DAYS.index(first)
        while True:
            days.append(n)
            if DAYS[n] == (last or first):
                break
            n = (n + 1) % 7
    return days


class Calendar:
    def __init__(self, lines):
        self.week = {n: [] for n in range(7)}
        self.closed, self.days, self.zone = set(), {}, None
        for line in lines:
            key, _, value = line.strip().partition(": ")
            value = value.strip()
            if key == "zone":
                self.zone = zoneinfo.ZoneInfo(value.strip('"'))
            elif key == "hours":
                self.hours(value)
            elif key == "closed":
                self.closed.update(datetime.date.fromisoformat(d) for d in re.findall(r"\d{4}-\d\d-\d\d", value))
            elif key == "days":
                for date, hours in re.findall(r'"?(\d{4}-\d\d-\d\d)"?: ("[^"]*"|\[[^\]]*\])', value):
                    self.days[datetime.date.fromisoformat(date)] = stretches_of(hours.strip('"[]'))
            else:
                raise NotRead(key)
        if self.zone is None:
            raise NotRead("zone")

    def hours(self, value):
        if value.startswith("{"):
            parts = re.findall(r'([a-z][a-z,-]*): (?:\[([^\]]*)\]|"?([0-9:,-]+)"?)', value)
            parts = [(days, listed or one) for days, listed, one in parts]
        else:
            value = value.strip('"')
            if value == "24x7":
                value = "mon-sun 00:00-24:00"
            parts = [part.strip().split(" ", 1) for part in value.split(";") if part.strip()]
        for days, hours in parts:
            for day in days_of(days):
                self.week[day] += stretches_of(hours)

    def of_day(self, day):
        """The open minutes of one local day. A stretch over midnight goes on in the
        next day, unless that day is closed or has its own hours."""
        if day in self.days:
            return [(a, b) for a, b in self.days[day] if a < b]
        if day in self.closed:
            return []
        own = [(a, b if b > a else 1440) for a, b in self.week[day.weekday()]]
        own += [(0, b) for a, b in self.week[(day - DAY).weekday()] if 0 < b <= a]
        return sorted(own)

    def between(self, start, end):
        """The open stretches that touch [start, end], joined where they meet."""
        held = None
        day = start.astimezone(self.zone).date() - DAY
        last = end.astimezone(self.zone).date() + 2 * DAY
        while day <= last:
            midnight = datetime.datetime.combine(day, datetime.time())
            for a, b in self.of_day(day):
                opens = resolve(self.zone, midnight + a * datetime.timedelta(minutes=1))
                closes = resolve(self.zone, midnight + b * datetime.timedelta(minutes=1))
                if opens >= closes:
                    continue
                if held and held[1] >= opens:
                    held = (held[0], max(held[1], closes))
                    continue
                if held:
                    yield held
                held = (opens, closes)
            day += DAY
        if held:
            yield held

    def within(self, start, end):
        """The open stretches, cut to [start, end]."""
        for a, b in self.between(start, end):
            if max(a, start) < min(b, end):
                yield max(a, start), min(b, end)


def read_time(words, zone, before=None):
    """A time at the front of words, and the words after it."""
    date, offset = None, None
    words = list(words)
    week = words.pop(0) if words[0].lower() in DAYS else None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words[0]):
        date = datetime.date.fromisoformat(words.pop(0))
    clock = "00:00"
    if words and re.match(r"\d\d:\d\d", words[0]):
        clock = words.pop(0)
    if date is None:
        date = before.astimezone(zone).date()
        while week and DAYS[date.weekday()] != week.lower():
            date += DAY
    if match := re.fullmatch(r"([\d:.]+)(Z|[+-]\d\d:\d\d)", clock):
        clock, offset = match.groups()
    naive = datetime.datetime.fromisoformat(f"{date} {clock}")
    if offset:
        instant = datetime.datetime.fromisoformat(f"{date} {clock}{offset.replace('Z', '+00:00')}").astimezone(UTC)
    else:
        instant = resolve(zone, naive)
    return instant, words


def read_length(text):
    units = {"h": 3600, "m": 60, "s": 1}
    parts = re.findall(r"(\d+)([hms])", text)
    if "".join(n + u for n, u in parts) != text.lstrip("-"):
        raise NotRead(text)
    length = datetime.timedelta(seconds=sum(int(n) * units[u] for n, u in parts))
    return -length if text.startswith("-") else length


def add(calendar, at, length):
    if length == ZERO:
        return at
    if length > ZERO:
        for a, b in calendar.within(at, at + FAR):
            if b - a >= length:
                return a + length
            length -= b - a
    for a, b in reversed(list(calendar.within(at - FAR, at))):
        if length < ZERO and b - a >= -length:
            return b + length
        length += b - a
    return None


def following(calendar, at, closing):
    for a, b in calendar.between(at, at + FAR):
        if b > at:
            found = b if closing else max(a, at)
            return found if found <= at + FAR else None
    return None


def holds(calendar, zone, verb, left, want):
    """Whether a row says what this reader says, and what this reader says."""
    at, rest = read_time(left.split(), zone)
    if verb == "elapsed":
        end, _ = read_time(rest[1:], zone, at)
        got = sum((b - a for a, b in calendar.within(at, end)), ZERO)
        return got == read_length(want), got
    if verb == "stretches":
        end, _ = read_time(rest[1:], zone, at)
        got, said, last = list(calendar.within(at, end)), [], at
        for part in want.split("; ") if want != "none" else []:
            first, words = read_time(part.split(), zone, last)
            last, _ = read_time(words[1:], zone, first)
            said.append((first, last))
        return got == said, got
    if verb == "state of":
        got = "open" if any(a <= at < b for a, b in calendar.between(at, at)) else "closed"
        return got == want, got
    if verb == "add":
        length = read_length(rest[1])
        got = add(calendar, at, -length if rest[0] == "-" else length)
    else:
        got = following(calendar, at, verb == "next close")
    said = None if want == "none" else read_time(want.split(), zone, at)[0]
    return got == said, got


def rows_of(path):
    """The rows of a file: its line, the calendar, the zone of times, the verb, what
    stands before => and after it. calendar is None for a table that is not read."""
    calendars, zone, verb, calendar = {}, None, None, None
    block, name = None, None
    with open(path, encoding="utf-8") as file:
        for number, raw in enumerate(file, 1):
            line = re.sub(r" # .*", "", raw.rstrip("\n")).rstrip()
            if not line or line.lstrip().startswith("#"):
                continue
            if not line.startswith(" "):
                verb, block = None, None
                words = line.split()
                if words[0] == "case":
                    calendars, zone = {}, None
                elif line.startswith("times in "):
                    zone = zoneinfo.ZoneInfo(words[2])
                elif words[0] == "calendar":
                    name, block = line.partition(" ")[2].strip('"'), []
                    calendars[name] = block
                else:
                    verb, _, about = line.rpartition(" ")
                    calendar = calendars.get(about.strip('"'))
            elif block is not None:
                block.append(line)
            elif verb is not None and " => " in line:
                left, _, want = line.partition(" => ")
                yield number, calendar if verb in VERBS else None, zone, verb, left.strip(), want.strip()


def main(paths):
    rows, agree, others = 0, 0, 0
    made = {}
    for path in paths:
        for number, block, zone, verb, left, want in rows_of(path):
            try:
                if block is None:
                    raise NotRead(verb)
                key = "\n".join(block)
                if key not in made:
                    made[key] = Calendar(block)
                calendar = made[key]
                same, got = holds(calendar, zone or calendar.zone, verb, left, want)
            except NotRead:
                others += 1
                continue
            rows += 1
            agree += same
            if not same:
                print(f"{path}:{number}: {verb}: {left} => {want}: this reader says {got}")
    print(f"{agree} of {rows} rows" + (f", {others} not read" if others else ""))
    return 0 if rows and agree == rows else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
