# /// script
# requires-python = ">=3.11"
# dependencies = ["phonenumbers==9.0.43", "tzdata==2026.6", "zipcodes==3.0.0"]
# ///
"""Writes the tables by which a customer's time zone, state or province is found (shared/domain/src/*/data).

Run it with `uv run infra/zones/generate.py`; it needs no network beyond its own packages. Its output is checked
in, so that a new release of any source shows as a diff that somebody reads.

Wherever a source leaves several zones possible, all of them are kept: a message goes only when every one is open.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
import zoneinfo

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.tzdata import TIMEZONE_DATA
import zipcodes

from jurisdictions import area_code_states, postal_code_states
from overlays import OVERLAYS
from tables import DOMAIN, rows, write

zoneinfo.reset_tzpath(to=[])  # the pinned tzdata, never the machine's own

# What the ZIP source does not know: West Wendover, Nevada (89883) keeps Mountain time (49 CFR part 71), and
# Pohnpei (96941) not that of Chuuk.
UNDECIDED_PREFIXES = {"898", "969"}

# Slips of the ZIP source: one code of Chattanooga, El Paso and Napakiak is said to keep another time than the rest.
SLIPS = {"37405", "79942", "99634"}

# The source tells these apart by the zones of larger places, which have gone other ways since 2020: Nunavut and
# the Yukon are not where Manitoba, Alberta and British Columbia are.
PROVINCES_OF_AREA_CODE = {"867": ["CA-NT", "CA-NU", "CA-YT"]}

ZONES = DOMAIN / "zone/data"


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


PROVINCES = {code: zones.split() for code, zones in rows(ZONES / "provinces.txt")}


def area_codes():
    """The union over all prefixes of an area code: the entry of the bare code may name none of its towns' zones."""
    union = defaultdict(set)
    for prefix, zones in TIMEZONE_DATA.items():
        if prefix.startswith("1") and len(prefix) >= 4:
            union[prefix[1:4]].update(zones)
    for newer, older in OVERLAYS.items():
        union[newer] = union[newer].union(*(union[code] for code in older))
    for code, provinces in PROVINCES_OF_AREA_CODE.items():
        union[code] = union[code].union(*(PROVINCES[province] for province in provinces))
    return {code: distinct(sorted(zones, key=NORTH_AMERICA_FIRST.index)) for code, zones in union.items()}


def calling_codes():
    """Calling codes outside +1, by the countries that share them: phonenumbers' own zones are CLDR's, and rough."""
    found = {}
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        zones = [zone for region in regions for zone in ZONES_BY_COUNTRY.get(region, [])]
        if code != 1 and zones:
            found[str(code)] = distinct(zones)
    return found


def split_states():
    """The states of the United States that keep more than one time, by their postal code."""
    return {code[3:]: {clocks(zone): zone for zone in zones}
            for code, zones in PROVINCES.items() if code.startswith("US-") and len(zones) > 1}


def zip_prefixes():
    """Three-digit ZIP prefixes of split states that lie in one zone altogether."""
    split = split_states()
    found = defaultdict(set)
    for entry in zipcodes.list_all():
        candidates = split.get(entry["state"])
        if candidates and entry["zip_code"] not in SLIPS:
            found[entry["zip_code"][:3]].add(zone_of(entry["timezone"], candidates))
    return {prefix: tuple(zones) for prefix, zones in found.items()
            if len(zones) == 1 and None not in zones and prefix not in UNDECIDED_PREFIXES}


def zone_of(name, candidates):
    """The candidate that shows the time of the named zone; None for the source's blanks and slips."""
    return candidates.get(clocks(name)) if name in NORTH_AMERICA_FIRST else None


write(ZONES / "area_codes.txt", """\
Zones of North American area codes: the union over every exchange, and over the code an overlay was laid on.
Toll-free and non-geographic codes are not listed. Source: libphonenumber (Apache-2.0), by PyPI phonenumbers 9.0.43.""",
      area_codes())
write(ZONES / "calling_codes.txt", """\
Zones of the countries that share a calling code, without +1. Codes: libphonenumber (Apache-2.0), by PyPI
phonenumbers 9.0.43. Zones: IANA zone.tab (public domain), by PyPI tzdata 2026.6.""", calling_codes())
write(ZONES / "countries.txt", """\
Zones of each country (ISO 3166), those that agree from 2024 on told once. Source: IANA zone.tab (public domain),
by PyPI tzdata 2026.6.""", {country: distinct(zones) for country, zones in ZONES_BY_COUNTRY.items()})
write(ZONES / "zip_prefixes.txt", """\
Three-digit ZIP prefixes of states with two times that lie in one of them altogether. Source: PyPI zipcodes 3.0.0
(MIT), whose zones come from unitedstateszipcodes.org; only this summary of them is kept.""", zip_prefixes())

STATES = DOMAIN / "jurisdiction/data"
write(STATES / "area_code_states.txt", """\
States and provinces (ISO 3166-2) of North American area codes, or the country (ISO 3166) where that is another; all
those to which an exchange of the code belongs, the one with the most first. Toll-free and non-geographic codes are
not listed. Source: libphonenumber (Apache-2.0), by PyPI phonenumbers 9.0.43.""", area_code_states())
write(STATES / "postal_code_states.txt", """\
States and provinces (ISO 3166-2) of ZIP code districts, their first three digits, and of Canadian postal codes, by
their first letter. Source: PyPI zipcodes 3.0.0 (MIT); Canada Post's addressing guidelines.""", postal_code_states())
