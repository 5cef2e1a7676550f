"""Compares whom our segments describe with a search by brute force, written from docs/api.md alone.

usage: compare.py PROGRAM, where PROGRAM is the example `segments` of rechime-domain, built.

20,000 people and 200 conditions, made by chance from one seed: every kind of test, nested to the depth that may be
saved. Values are near each other, so that most conditions describe some people and not others.
"""

import base64
from datetime import datetime, timedelta, timezone
import hashlib
import json
import random
import subprocess
import sys

SEED = 20260101
PEOPLE, CONDITIONS = 20_000, 200
NOW = datetime(2026, 11, 24, 15, 30, tzinfo=timezone.utc)
TODAY = NOW.date()

COUNTRIES = {"US": ["US", "us", "United States", "USA"], "CA": ["CA", "Canada"], "GB": ["GB", "United Kingdom"]}
STATES = {"US": {"NY": ["NY", "New York"], "HI": ["HI", "hawaii"], "TX": ["TX", "Texas"]},
          "CA": {"ON": ["ON", "Ontario"], "QC": ["QC", "Quebec"]}, "GB": {}}
ZIPS = ["10001", "96815", "9", "7.50", "M5V 2T6", "m5v 2t6"]
ZONES = ["America/New_York", "Pacific/Honolulu", "Europe/London"]
CONSENTS = ["subscribed", "unsubscribed", "void"]
FLOWS = ["charge_paid", "order_skipped", "flow-7k2m9x"]
CAMPAIGN = "campaign-7k2m9x"


def short_hash(source):
    """A flow's name in a note: six characters of base32; a campaign's begin with a 0."""
    text = base64.b32encode(hashlib.sha256(source.encode()).digest()).decode().lower()
    return "0" + text[:5] if source.startswith("campaign-") else text[:6]


# ------------------------------------------------------------------ people

def person(dice, number):
    """A row of the list, and what the search needs to know of it."""
    country = dice.choice([None, *COUNTRIES])
    province = dice.choice([None, *STATES[country]]) if country else None
    chosen = {"country": country, "province": province, "zip": dice.choice([None, *ZIPS]),
              "time_zone": dice.choice([None, *ZONES])}
    consent = dice.choice([None, *CONSENTS])
    texts = []
    for place in range(dice.choice([0, 0, 1, 2, 5, 20])):
        day = TODAY - timedelta(days=dice.choice([0, 1, 6, 7, 29, 30, 31, 89, 90, 100]))
        texts.append((f"n{place:07}", day, dice.choice([*FLOWS, CAMPAIGN]), dice.random() < 0.4))
    of_flows = [text for text in texts if text[2] != CAMPAIGN]
    # Older texts and clicks have no notes any more; of the last ones the day is kept.
    received = max((day for _, day, _, _ in of_flows), default=None)
    if received is None and dice.random() < 0.2:
        received = TODAY - timedelta(days=dice.choice([5, 120, 300]))
    clicked = None
    if received and dice.random() < 0.5:
        clicked = received + timedelta(days=dice.choice([0, 1])) if received < TODAY else TODAY
    row = {"phone": f"+1212{2000000 + number}",
           "profile": {"time_zone": chosen["time_zone"], "address": {
               "country": country, "province": province, "zip": chosen["zip"]}}}
    if consent:
        row["consent"] = {"status": consent, "source": "import", "since": "2026-01-01T00:00:00Z"}
    if texts:
        row["got"] = {key: f"{day:%Y%m%d}{short_hash(source)}" for key, day, source, _ in texts}
        row["clicked"] = [key for key, _, _, tapped in texts if tapped]
    if received:
        row["received_recharge_on"] = received.isoformat()
    if clicked:
        row["clicked_recharge_on"] = clicked.isoformat()
    known = {**chosen, "consent": consent or "unknown", "texts": texts, "received": received, "clicked": clicked}
    return row, known


# ------------------------------------------------------------------ conditions

def field_test(dice):
    field = dice.choice(["country", "province", "zip", "time_zone", "consent"])
    comparison = dice.choice(["known", "equal", "not_equal", "contains", "at_least", "at_most"])
    if comparison in ("at_least", "at_most"):
        return {"field": "zip", "is": comparison, "value": dice.choice(["8", "9", "10001", "50000"])}
    if comparison == "known":
        return {"field": field, "is": comparison}
    values = {"country": [name for names in COUNTRIES.values() for name in names],
              "province": [name for states in STATES.values() for names in states.values() for name in names],
              "zip": [*ZIPS, " 10001 ", "7.5", "9.0"], "time_zone": [*ZONES, "america/new_york"],
              "consent": [*CONSENTS, "unknown", "SUBSCRIBED"]}[field]
    value = dice.choice(values)
    if comparison == "contains" and field not in ("country", "province"):
        value = value[:dice.randrange(1, len(value) + 1)].strip() or value
    return {"field": field, "is": comparison, "value": value}


def condition(dice, depth):
    kinds = ["subscriber", "subscriber", "engagement", "engagement", "segment"]
    kind = dice.choice(kinds + ["all", "any", "not"] * 2 if depth > 1 else kinds)
    if kind in ("all", "any"):
        return {kind: [condition(dice, depth - 1) for _ in range(dice.randrange(1, 4))]}
    if kind == "not":
        return {"not": condition(dice, depth - 1)}
    if kind == "subscriber":
        return {"subscriber": field_test(dice)}
    if kind == "segment":
        return {"segment": dice.choice(["received_recharge", "clicked_recharge"])}
    engagement = {"did": dice.choice(["receive", "click"]), "within_days": dice.choice([1, 2, 7, 30, 31, 90])}
    if dice.random() < 0.6:
        engagement["flow"] = dice.choice(["recharge", *FLOWS])
    if dice.random() < 0.5:
        engagement["at_least"] = dice.choice([1, 2, 3, 5, 20])
    return {"engagement": engagement}


# ------------------------------------------------------------------ the search

def as_number(text):
    try:
        return float(text) if set(text) <= set("0123456789.-") else None
    except ValueError:
        return None


def code_of(field, value, known):
    """A country and a state count by their codes, whichever way they are written."""
    if field == "country":
        return next((code for code, names in COUNTRIES.items() if value in names), "")
    states = STATES.get(known["country"], {})
    found = next((code for code, names in states.items() if value in names), None)
    # What is no state of the country is compared as it is written.
    return found or value


def passes(test, known):
    text = (known[test["field"]] or "").strip().lower()
    if not text:
        return test["is"] == "not_equal"
    if test["is"] == "known":
        return True
    value = test["value"]
    if test["field"] in ("country", "province"):
        value = code_of(test["field"], value, known)
    value = value.strip().lower()
    pair = as_number(text), as_number(value)
    both = None not in pair
    same = pair[0] == pair[1] if both else text == value
    return {"equal": same, "not_equal": not same, "contains": value in text,
            "at_least": both and pair[0] >= pair[1], "at_most": both and pair[0] <= pair[1]}[test["is"]]


def engaged(asked, known):
    flow = asked.get("flow", "recharge")

    def late(day):
        return day is not None and (TODAY - day).days < asked["within_days"]

    count = sum(1 for _, day, source, tapped in known["texts"]
                if late(day) and (source == flow or flow == "recharge" and source != CAMPAIGN)
                and (asked["did"] == "receive" or tapped))
    if flow == "recharge" and late(known["received" if asked["did"] == "receive" else "clicked"]):
        count = max(count, 1)
    return count >= asked.get("at_least", 1)


def holds(wanted, known):
    (kind, inner), = wanted.items()
    if kind == "all":
        return all(holds(part, known) for part in inner)
    if kind == "any":
        return any(holds(part, known) for part in inner)
    if kind == "not":
        return not holds(inner, known)
    if kind == "subscriber":
        return passes(inner, known)
    if kind == "segment":
        return known["received" if inner == "received_recharge" else "clicked"] is not None
    return engaged(inner, known)


def main():
    dice = random.Random(SEED)
    people = [person(dice, number) for number in range(PEOPLE)]
    conditions = [condition(dice, 5) for _ in range(CONDITIONS)]
    lines = [json.dumps([NOW.isoformat().replace("+00:00", "Z"), conditions])]
    lines += [json.dumps(row) for row, _ in people]
    asked = subprocess.run([sys.argv[1]], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    answers = asked.stdout.splitlines()
    assert len(answers) == PEOPLE, len(answers)
    different, meant, some = [], 0, set()
    for (row, known), answer in zip(people, answers):
        for place, (wanted, ours) in enumerate(zip(conditions, answer, strict=True)):
            theirs = holds(wanted, known)
            meant += theirs
            some.add((place, theirs))
            if theirs != (ours == "1"):
                different.append((wanted, row, theirs))
    both = sum(1 for place in range(CONDITIONS) if {(place, True), (place, False)} <= some)
    print(f"  {PEOPLE:,} people and {CONDITIONS} conditions, {meant:,} times somebody is meant; {both} conditions "
          f"describe some people and not others; {len(different)} differences")
    for wanted, row, theirs in different[:5]:
        print(json.dumps({"condition": wanted, "subscriber": row, "expected": theirs}))
    sys.exit(1 if different or both < CONDITIONS * 3 // 4 else 0)


main()
