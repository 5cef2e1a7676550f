"""Compares where we take a phone number to be with PyPI phonenumbers (Google's libphonenumber).

usage: compare.py PROGRAM, where PROGRAM is the example `places` of rechime-domain, built.

We keep every zone and state of an area code where the reference names those of one exchange. So whatever it answers
must be among ours: then we are never open where it says it is quiet. Where ours are more, that must be one of the
area codes of listed.py.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
import random
import subprocess
import sys
import zoneinfo

import phonenumbers
from phonenumbers import geocoder, timezone as zones_of
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA
import pycountry

from listed import NO_PLACE, OVERLAID, SEVERAL_STATES, SPELLINGS, SPLIT

zoneinfo.reset_tzpath(to=[])  # the pinned tzdata, never the machine's own

SEED = 20260101
PER_AREA_CODE = 150

# Mobile and other numbers of the islands: the reference gives up and answers with every zone of the plan. What it says
# of the country is enough, for which zone.tab has the zones.
ZONES_BY_COUNTRY = defaultdict(list)
for line in (files("tzdata") / "zoneinfo/zone.tab").read_text().splitlines():
    if not line.startswith("#"):
        ZONES_BY_COUNTRY[line.split("\t")[0]].append(line.split("\t")[2])

STATES = {key: state.code for country in ("US", "CA") for state in pycountry.subdivisions.get(country_code=country)
          for key in (state.code[3:], state.name)}
TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}
EVERYWHERE = 59 + 13  # states and territories of the United States to the post, provinces of Canada


def numbers():
    """Valid numbers: some of every area code, and one of every exchange that the reference knows by itself."""
    dice = random.Random(SEED)
    prefixes = [key[1:] for key in sorted({*TIMEZONE_DATA, *GEOCODE_DATA}) if key.startswith("1") and len(key) > 4]
    prefixes += [str(code) for code in range(200, 1000) for _ in range(PER_AREA_CODE)]
    for prefix in prefixes:
        exchange = prefix if len(prefix) > 3 else prefix + str(dice.randrange(2, 10))
        rest = "".join(str(dice.randrange(10)) for _ in range(10 - len(exchange)))
        number = phonenumbers.parse(f"+1{exchange}{rest}")
        if phonenumbers.is_valid_number(number):
            yield number


FIRST_WITH = {}


@cache
def clocks(zone):
    """What the clocks show; told by the first zone that was seen to have them."""
    info, first = zoneinfo.ZoneInfo(zone), datetime(2024, 1, 1, tzinfo=timezone.utc)
    shown = tuple((first + timedelta(hours=hours)).astimezone(info).utcoffset() for hours in range(0, 7 * 366 * 24))
    return FIRST_WITH.setdefault(shown, zone)


def states(number):
    """The reference's states or provinces; none abroad, or where it names the country alone."""
    region = phonenumbers.region_code_for_number(number)
    if region in TERRITORIES:
        return {f"US-{region}"}
    described = geocoder.description_for_number(number, "en").rsplit(", ", 1)[-1]
    if region not in ("US", "CA") or described in ("United States", "Canada", ""):
        return set()
    return {STATES[name] for name in SPELLINGS.get(described, described).split("/")}


def ask(asked):
    ended = subprocess.run([sys.argv[1]], input="\n".join(asked), stdout=subprocess.PIPE, text=True, check=True)
    return ended.stdout.splitlines()


def verdicts(number, answer):
    """What is to be said of our answer for this number: `same`, one of the listed differences, or an error."""
    code, region = str(number.national_number)[:3], phonenumbers.region_code_for_number(number)
    zones, by_area_code, possible = ([*filter(None, part.split(","))] for part in answer.split(" "))
    if region not in ("US", "CA") and not phonenumbers.is_number_geographical(number):
        there = {clocks(zone) for zone in zones} == {clocks(zone) for zone in ZONES_BY_COUNTRY[region]}
        return ["its country" if there and not possible else "ERROR: not the zones of its country"]
    if phonenumbers.number_type(number) in NO_PLACE:
        nowhere = not zones and not by_area_code and len(possible) == EVERYWHERE
        return ["no place" if nowhere else "ERROR: a place for a number of none"]
    return [zone_verdict(code, {clocks(zone) for zone in zones_of.time_zones_for_number(number)},
                         {clocks(zone) for zone in zones}),
            state_verdict(code, states(number), set(by_area_code), set(possible))]


def zone_verdict(code, theirs, ours):
    if not theirs <= ours:
        return "ERROR: open while it is quiet in a zone of the reference"
    if theirs == ours:
        return "same clocks"
    kind = "split area code" if code in SPLIT else "overlay" if code in OVERLAID else None
    return f"more zones: {kind}" if kind else "ERROR: more zones, not listed"


def state_verdict(code, theirs, ours, possible):
    if not theirs <= ours or ours != possible:
        return "ERROR: a state of the reference is missing"
    if theirs == ours:
        return "same state"
    return "more states" if code in SEVERAL_STATES else "ERROR: more states, not listed"


asked = list(numbers())
counts, errors, differing = Counter(), Counter(), set()
for number, answer in zip(asked, ask([phonenumbers.format_number(number, 0) for number in asked]), strict=True):
    for verdict in verdicts(number, answer):
        counts[verdict] += 1
        if verdict.startswith("more"):
            differing.add(str(number.national_number)[:3])
        if verdict.startswith("ERROR"):
            errors[verdict, str(number.national_number)[:3], answer] += 1
for code in SPLIT | OVERLAID | SEVERAL_STATES:
    if code not in differing:
        errors["ERROR: listed, and nothing differs", code] += 1
for error, count in errors.most_common(10):
    print(*error, count, file=sys.stderr)
print(f"{len(asked):,} numbers of {len({number.national_number // 10**7 for number in asked})} area codes")
for verdict, count in sorted(counts.items()):
    print(f"  {count:>7,} {verdict}")
sys.exit(bool(errors))
