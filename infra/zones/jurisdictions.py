"""The states and provinces of area codes and postal codes."""

from collections import Counter, defaultdict
import re

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA
import zipcodes

from overlays import OVERLAYS
from tables import DOMAIN, rows

# "Texas" and "TX" to "US-TX": no state of one country goes by a code or name of the other's.
STATES = {key[3:]: code for keys, code in rows(DOMAIN / "jurisdiction/data/names.txt") for key in keys.split(", ")}

# As the source spells them, and a town of which it does not say the province.
STATES |= {"Washington State": "US-WA", "British Colombia": "CA-BC", "Watson Lake": "CA-YT"}

# Territories that an address and a phone number know as countries, and a law as part of the United States.
TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}

# Post to soldiers abroad, whose districts say nothing of where they are.
MILITARY = {"AA", "AE", "AP"}

# Slips of the ZIP source: Lead Hill (72643) is in Arkansas.
SLIPS = {("726", "MO")}

# Canada Post, addressing guidelines: the first letter of a postal code.
POSTAL_LETTERS = {
    "A": ["NL"], "B": ["NS"], "C": ["PE"], "E": ["NB"], "G": ["QC"], "H": ["QC"], "J": ["QC"], "K": ["ON"], "L": ["ON"],
    "M": ["ON"], "N": ["ON"], "P": ["ON"], "R": ["MB"], "S": ["SK"], "T": ["AB"], "V": ["BC"], "X": ["NT", "NU"],
    "Y": ["YT"],
}


def area_code_states():
    """The union over all prefixes of an area code, and over the codes that it was laid on."""
    found = {code: Counter() for code in {prefix[1:4] for prefix in north_american(TIMEZONE_DATA)} | OVERLAYS.keys()}
    for prefix in north_american(GEOCODE_DATA):
        if not other_country(prefix[1:4]):
            found[prefix[1:4]].update(states_of(GEOCODE_DATA[prefix]["en"]))
    for newer, older in OVERLAYS.items():
        for code in older:
            found[newer].update(dict.fromkeys(found[code], 0))
    return {code: other_country(code) or most_first(states) for code, states in found.items()}


def north_american(prefixes):
    """Those of +1 that have a whole area code."""
    return [prefix for prefix in prefixes if prefix.startswith("1") and len(prefix) >= 4]


def other_country(area_code):
    """The country or territory whose numbers begin so, beside the United States and Canada."""
    for region in COUNTRY_CODE_TO_REGION_CODE[1]:
        digits = PhoneMetadata.metadata_for_region(region).leading_digits
        if digits and re.match(digits, area_code):
            return (f"US-{region}",) if region in TERRITORIES else (region,)
    return None


def states_of(description):
    """`Austin, TX`, `Texas` or `Nova Scotia/Prince Edward Island`. A new spelling is an error: somebody must look."""
    return [STATES[name] for name in description.rsplit(", ", 1)[-1].split("/")]


def most_first(states):
    """The states, those with the most prefixes first."""
    assert states
    return tuple(sorted(states, key=lambda state: (-states[state], state)))


def postal_code_states():
    """All the states that have a post office in the district."""
    found = defaultdict(Counter)
    for entry in zipcodes.list_all():
        if (entry["zip_code"][:3], entry["state"]) not in SLIPS:
            found[entry["zip_code"][:3]][entry["state"]] += 1
    table = {f"US-{prefix}": most_first({STATES[state]: count for state, count in states.items()})
             for prefix, states in found.items() if not MILITARY & set(states)}
    return table | {f"CA-{letter}": tuple(f"CA-{code}" for code in codes) for letter, codes in POSTAL_LETTERS.items()}
