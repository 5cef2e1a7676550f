"""Compares where we take a phone number to be with PyPI phonenumbers (Google's libphonenumber), and our names of states
with PyPI pycountry (ISO 3166-2).

We keep every zone and state of an area code where the reference names those of one exchange. So whatever it answers
must be among ours: then we are never open where it says it is quiet. Where ours are more, that must be one of the
area codes listed here.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
import os
import random
import subprocess
import sys
import zoneinfo

import phonenumbers
from phonenumbers import PhoneNumberType, geocoder, timezone
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA
import pycountry

zoneinfo.reset_tzpath(to=[])  # the pinned tzdata, never the machine's own

SEED = 20260101
PER_AREA_CODE = 150

# Area codes across a zone boundary. The reference tells the zone of a listed exchange, and for any other that of the
# area code's entry: for 219, 270, 423 and 850 one that none of the listed exchanges has.
SPLIT = set("""
    208 219 250 270 306 308 418 423 541 574 604 605 606 620 701 709 775 785 807 812 850 867 906 907 928
""".split())

# Area codes laid over one of those: the reference gives them one zone, for 474, 689 and 879 one that nobody there has.
OVERLAID = set("236 257 364 367 448 458 474 581 672 689 778 879 930 986".split())

# Area codes in more than one state or province; the reference tells that of an exchange.
SEVERAL_STATES = set("201 782 867 902".split())

# Numbers of no place: the reference answers with every zone of the plan, or the country alone; we with nothing.
NO_PLACE = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.VOIP}

# As the reference spells them, or the only name it gives.
SPELLINGS = {"Washington State": "WA", "Washington D.C.": "DC", "British Colombia": "BC", "Watson Lake": "YT",
             "Northwest Territories/Nunavut/Yukon": "NT/NU/YT", "Nova Scotia/Prince Edward Island": "NS/PE"}

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
        number = phonenumbers.parse("+1" + exchange + "".join(str(dice.randrange(10)) for _ in range(10 - len(exchange))))
        if phonenumbers.is_valid_number(number):
            yield number


@cache
def clocks(zone):
    """What the clocks show: names do not matter."""
    info, first = zoneinfo.ZoneInfo(zone), datetime(2024, 1, 1, tzinfo=UTC)
    return tuple((first + timedelta(hours=hours)).astimezone(info).utcoffset() for hours in range(0, 7 * 366 * 24))


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
    command = [os.environ.get("CARGO", "cargo"), "run", "--quiet", "--profile", "local", "-p", "rechime-domain",
               "--example", "places"]
    return subprocess.run(command, input="\n".join(asked), stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def verdicts(number, answer):
    """What is to be said of our answer for this number: `same`, one of the listed differences, or an error."""
    code = str(number.national_number)[:3]
    zones, by_area_code, possible = ([*filter(None, part.split(","))] for part in answer.split(" "))
    if phonenumbers.number_type(number) in NO_PLACE:
        nowhere = not zones and not by_area_code and len(possible) == EVERYWHERE
        return ["no place" if nowhere else "ERROR: a place for a number of none"]
    return [zone_verdict(code, {clocks(zone) for zone in timezone.time_zones_for_number(number)},
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
counts, errors = Counter(), Counter()
for number, answer in zip(asked, ask([phonenumbers.format_number(number, 0) for number in asked]), strict=True):
    for verdict in verdicts(number, answer):
        counts[verdict] += 1
        if verdict.startswith("ERROR"):
            errors[verdict, str(number.national_number)[:3], answer] += 1
for error, count in errors.most_common(10):
    print(*error, count, file=sys.stderr)
print(f"{len(asked):,} numbers of {len({number.national_number // 10**7 for number in asked})} area codes")
for verdict, count in sorted(counts.items()):
    print(f"  {count:>7,} {verdict}")
sys.exit(bool(errors))
