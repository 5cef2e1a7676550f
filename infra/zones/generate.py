# /// script
# requires-python = ">=3.11"
# dependencies = ["phonenumbers==9.0.43", "tzdata==2026.6", "zipcodes==3.0.0"]
# ///
"""Writes the tables by which a customer's time zone is found (shared/domain/src/zone/data).

Run it with `uv run infra/zones/generate.py`; it needs no network beyond its own packages. Its output is checked
in, so that a new release of any source shows as a diff that somebody reads.

Wherever a source leaves several zones possible, all of them are kept: a message goes only when every one is open.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
import zoneinfo

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.tzdata import TIMEZONE_DATA
import zipcodes

zoneinfo.reset_tzpath(to=[])  # the pinned tzdata, never the machine's own

DATA = Path(__file__).parents[2] / "shared/domain/src/zone/data"
KEYS_PER_LINE = 16

# Area codes laid over older ones, with the same boundaries. The source knows towns of the older code only, and
# gives the newer one a single zone, for 474 and 689 a wrong one. Which code covers which: NANPA (nanpa.com) and,
# for Canada, CNA (cnac.ca).
OVERLAYS = {
    "364": ["270"],
    "448": ["850"],
    "458": ["541"],
    "729": ["423"],
    "930": ["812"],
    "986": ["208"],
    "367": ["418"],
    "581": ["418"],
    "879": ["709"],
    "474": ["306"],
    "689": ["407"],
    "236": ["250", "604"],
    "257": ["250", "604"],
    "672": ["250", "604"],
    "778": ["250", "604"],
}

# What the ZIP source does not know: West Wendover, Nevada (89883) keeps Mountain time (49 CFR part 71), and
# Pohnpei (96941) not that of Chuuk.
UNDECIDED_PREFIXES = {"898", "969"}


@cache
def clocks(zone):
    """What the clocks of a zone show from 2024 on: two zones that agree here are one for our purpose."""
    info = zoneinfo.ZoneInfo(zone)
    first = datetime(2024, 1, 1, tzinfo=UTC)
    return tuple((first + timedelta(hours=hour)).astimezone(info).utcoffset() for hour in range(8 * 366 * 24))


def zones_by_country():
    """ISO 3166 code to IANA names: zone.tab."""
    found = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo/zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found[country].append(zone)
    return found


ZONES_BY_COUNTRY = zones_by_country()
NORTH_AMERICA_FIRST = [zone for country in ("US", "CA", *ZONES_BY_COUNTRY) for zone in ZONES_BY_COUNTRY[country]]
BIG_CITIES = {zone for zones in TIMEZONE_DATA.values() for zone in zones}  # Sydney, not Broken Hill


def distinct(zones):
    """One of each group of zones that show the same time, in the order given; a big city stands for its group."""
    groups = defaultdict(list)
    for zone in zones:
        groups[clocks(zone)].append(zone)
    return tuple(min(group, key=lambda zone: zone not in BIG_CITIES) for group in groups.values())


def area_codes():
    """The union over all prefixes of an area code: the entry of the bare code may name none of its towns' zones."""
    union = defaultdict(set)
    for prefix, zones in TIMEZONE_DATA.items():
        if prefix.startswith("1") and len(prefix) >= 4:
            union[prefix[1:4]].update(zones)
    for newer, older in OVERLAYS.items():
        union[newer] = set().union(*(union[code] for code in older))
    return {code: distinct(sorted(zones, key=NORTH_AMERICA_FIRST.index)) for code, zones in union.items()}


def calling_codes():
    """Calling codes outside +1, by the countries that share them: phonenumbers' own zones are CLDR's, and rough."""
    found = {}
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        zones = [zone for region in regions for zone in ZONES_BY_COUNTRY.get(region, [])]
        if code != 1 and zones:
            found[str(code)] = distinct(zones)
    return found


def split_provinces():
    """The United States of provinces.txt that keep more than one time, by code."""
    found = {}
    for line in (DATA / "provinces.txt").read_text().splitlines():
        if line.startswith("US-"):
            names, zones = line.split(" = ")
            if " " in zones:
                found[names[3:5]] = {clocks(zone): zone for zone in zones.split()}
    return found


def zip_prefixes():
    """Three-digit ZIP prefixes of split states that lie in one zone altogether."""
    split = split_provinces()
    found = defaultdict(set)
    for entry in zipcodes.list_all():
        if candidates := split.get(entry["state"]):
            found[entry["zip_code"][:3]].add(zone_of(entry["timezone"], candidates))
    return {prefix: tuple(zones) for prefix, zones in found.items()
            if len(zones) == 1 and None not in zones and prefix not in UNDECIDED_PREFIXES}


def zone_of(name, candidates):
    """The candidate that shows the time of the named zone; None for the source's blanks and slips."""
    return candidates.get(clocks(name)) if name in NORTH_AMERICA_FIRST else None


def write(name, heading, table):
    """One line a group of keys that share their zones."""
    groups = defaultdict(list)
    for key in sorted(table):
        groups[table[key]].append(key)
    lines = [f"# {line}".rstrip() for line in (*heading.splitlines(), "Generated by infra/zones/generate.py.")]
    for zones, keys in sorted(groups.items(), key=lambda group: group[1][0]):
        lines += [f"{', '.join(chunk)} = {' '.join(zones)}" for chunk in chunks(keys)]
    (DATA / name).write_text("\n".join(lines) + "\n")


def chunks(keys):
    """The keys, a readable line's worth at a time."""
    return [keys[at:at + KEYS_PER_LINE] for at in range(0, len(keys), KEYS_PER_LINE)]


write("area_codes.txt", """\
Zones of North American area codes: the union over every exchange, and over the code an overlay was laid on.
Toll-free and non-geographic codes are not listed. Source: libphonenumber (Apache-2.0), by PyPI phonenumbers 9.0.43.""",
      area_codes())
write("calling_codes.txt", """\
Zones of the countries that share a calling code, without +1. Codes: libphonenumber (Apache-2.0), by PyPI
phonenumbers 9.0.43. Zones: IANA zone.tab (public domain), by PyPI tzdata 2026.6.""", calling_codes())
write("countries.txt", """\
Zones of each country (ISO 3166), those that agree from 2024 on told once. Source: IANA zone.tab (public domain),
by PyPI tzdata 2026.6.""", {country: distinct(zones) for country, zones in ZONES_BY_COUNTRY.items()})
write("zip_prefixes.txt", """\
Three-digit ZIP prefixes of states with two times that lie in one of them altogether. Source: PyPI zipcodes 3.0.0
(MIT), whose zones come from unitedstateszipcodes.org; only this summary of them is kept.""", zip_prefixes())
