"""Compares our quiet hours with Python's own time zones (zoneinfo, pinned tzdata).

usage: compare.py PROGRAM, where PROGRAM is the example `quiet_hours` of rechime-domain, built.

Every IANA zone, every minute of the days around each of its clock changes from 2024 to 2030 (and around one day of
each solstice, where it has none), and windows of every kind. `is_quiet` is compared at every minute, `next_open` at
a sample of instants against a search of the minutes that follow.
"""

from array import array
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from importlib.resources import files
import subprocess
import sys
import zoneinfo

import tzdata

zoneinfo.reset_tzpath(to=[])  # the pinned tzdata, never the machine's own

YEARS = range(2024, 2031)
DAY = 24 * 60
ASKED = 3 * DAY  # the UTC days before, of and after a change hold the local day altogether
HORIZON = 8 * DAY  # how far next_open looks ahead
AHEAD = 2 * DAY  # far enough for one zone: where a change skips the only open minute, the next is a day later
STRIDE = 13  # as in shared/domain/examples/quiet_hours.rs

WINDOWS = {
    "plain": [("09:00", "17:00")],
    "wrapping": [("20:00", "09:00"), ("22:30", "02:30")],
    "empty": [("09:00", "09:00")],
    "full but a minute": [("00:01", "00:00"), ("02:31", "02:30")],
}

# Customers who may be in any of several zones, of which some are never open together.
TOGETHER = [
    ("America/New_York", "America/Chicago"),
    ("America/Phoenix", "America/Denver"),
    ("America/Toronto", "America/Halifax", "America/Winnipeg"),
    ("Africa/Casablanca", "Europe/London"),
    ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
     "America/Anchorage", "America/Adak", "Pacific/Honolulu"),
]


def minute_of(day):
    return int(day.timestamp()) // 60


def days_with_changes(zone):
    """The UTC days within which the zone's offset changes; of a zone without any, four others."""
    day, end = datetime(YEARS[0], 1, 1, tzinfo=timezone.utc), datetime(YEARS[-1] + 1, 1, 1, tzinfo=timezone.utc)
    found, before = [], day.astimezone(zone).utcoffset()
    while day < end:
        day += timedelta(days=1)
        after = day.astimezone(zone).utcoffset()
        if after != before:
            found.append(day - timedelta(days=1))
        before = after
    return found or [datetime(year, month, 21, tzinfo=timezone.utc)
                     for year in (YEARS[0], YEARS[-1]) for month in (6, 12)]


def wall_minutes(zone, first, count):
    """What the wall clock shows in each minute, as minutes of its day."""
    shown = array("H")
    for minute in range(first, first + count):
        wall = datetime.fromtimestamp(minute * 60, zone)
        shown.append(wall.hour * 60 + wall.minute)
    return shown


def quiet_minutes(start, end):
    """The minutes of a day that one meets from the start on, before one meets the end."""
    quiet, minute, last = bytearray(DAY), clock(start), clock(end)
    while minute != last:
        quiet[minute] = True
        minute = (minute + 1) % DAY
    return quiet


def clock(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def changes(values):
    told, last = [], None
    for minute, value in values:
        if value != last:
            told.append(f"{minute}:{value}")
            last = value
    return " ".join(told)


def opening(flags, minute):
    if not flags[minute]:
        return "now"
    found = flags.find(0, minute, minute + HORIZON + 1)
    return found * 60 if found >= 0 else "never"


def expected(walls, window):
    """The answer that shared/domain/examples/quiet_hours.rs should give."""
    quiet = quiet_minutes(*window)
    flags = bytes(map(quiet.__getitem__, walls[0]))
    for other in walls[1:]:
        flags = bytes(map(int.__or__, flags, map(quiet.__getitem__, other)))
    told = changes((minute, "true" if flags[minute] else "false") for minute in range(ASKED))
    return f"{told} | {changes((minute, opening(flags, minute)) for minute in range(0, ASKED, STRIDE))}"


def same_clocks():
    """The names of each zone: many are links, whose data are the same to the byte."""
    groups = defaultdict(list)
    for name in sorted(zoneinfo.available_timezones()):
        groups[files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()].append((name,))
    return [*groups.values(), *([names] for names in TOGETHER)]


def questions():
    """Question and answer, for every name of every zone."""
    windows = [window for kind in WINDOWS.values() for window in kind]
    for names in same_clocks():
        zones = [zoneinfo.ZoneInfo(name) for name in names[0]]
        for day in sorted({day for zone in zones for day in days_with_changes(zone)}):
            first = minute_of(day - timedelta(days=1))
            ahead = AHEAD if len(zones) == 1 else HORIZON
            walls = [wall_minutes(zone, first, ASKED + ahead) for zone in zones]
            for window in windows:
                answer = expected(walls, window)
                for name in names:
                    yield f"{','.join(name)} {first} {ASKED} {' '.join(window)}", answer


def ours(asked):
    ended = subprocess.run([sys.argv[1]], input="\n".join(asked), stdout=subprocess.PIPE, text=True, check=True)
    return ended.stdout.splitlines()


asked, answers = zip(*questions())
differences = [it for it in zip(asked, answers, ours(asked), strict=True) if it[1] != it[2]]
for difference in differences[:3]:
    print(*difference, sep="\n  ", file=sys.stderr)
names = {line.split()[0] for line in asked}
print(f"{len(names) - len(TOGETHER)} zones and {len(TOGETHER)} sets of zones (tzdata {tzdata.IANA_VERSION}), "
      f"{len(asked) // sum(map(len, WINDOWS.values()))} changes of clocks, {len(asked) * ASKED:,} minutes and "
      f"{len(asked) * len(range(0, ASKED, STRIDE)):,} openings: {len(differences)} differences")
sys.exit(bool(differences))
