"""Compares our texts with Jinja2's over 500 generated templates: same text, or refused by both.

usage: compare.py PROGRAM [TEMPLATES], where PROGRAM is the example `templates` of rechime-domain, built.

What is listed below differs, and is no mistake.
"""

import json
import subprocess
import sys
from collections import Counter

from generate import OUTSIDE, Generator
from reference import Refused, compose

SEED = 20260101
TEMPLATES = int(sys.argv[2]) if len(sys.argv) > 2 else 500


LISTED = {
    # Ours put every number before every text; Python has no such order.
    "order a text and a number, which only Jinja2 refuses": lambda our, their: "not supported between" in their,
    # Nobody writes such braces on purpose: `Hi { first_name }}` would be sent as it is.
    "has braces that close nothing, which only we refuse": lambda our, their: "closes nothing" in our,
}


def theirs(draft):
    try:
        return {"text": compose(**draft)}
    except Refused as refused:
        return {"refused": str(refused)}


def ours(drafts):
    lines = "\n".join(map(json.dumps, drafts))
    answers = subprocess.run([sys.argv[1]], input=lines, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    return [json.loads(line) for line in answers.splitlines()]


def listed(answer):
    _, our, their = answer
    refusals = our.get("refused", ""), their.get("refused", "")
    return next((kind for kind, applies in LISTED.items() if applies(*refusals)), None)


def main():
    generator = Generator(SEED)
    drafts = [generator.draft() for _ in range(TEMPLATES)]
    answers = [(draft, our, theirs(draft)) for draft, our in zip(drafts, ours(drafts), strict=True)]
    differing = [answer for answer in answers if answer[1].get("text") != answer[2].get("text")]
    differences = [answer for answer in differing if not listed(answer)]
    for draft, our, their in differences[:5]:
        print(json.dumps({"draft": draft, "ours": our, "theirs": their}, ensure_ascii=False, indent=2), file=sys.stderr)
    taken = [template for template, our in zip(OUTSIDE, ours([{"template": it, "tags": {}} for it in OUTSIDE])) if "text" in our]
    for template in taken:
        print(f"taken, though it is outside of the grammar: {template}", file=sys.stderr)
    refused = sum("refused" in our and "refused" in their for _, our, their in answers)
    print(f"{len(answers)} templates, {len(differences)} differences, {refused} refused by both")
    for kind, count in Counter(map(listed, differing)).items():
        if kind:
            print(f"listed: {count} that {kind}")
    return bool(differences or taken)


if __name__ == "__main__":
    sys.exit(main())
