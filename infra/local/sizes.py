"""Compares the size of each function's package with its budget: a larger one starts later.

usage: sizes.py BINARY...

A binary is `bootstrap` in a function's directory, as `sam build` leaves it, or has the function's name. After `sam build`, call
`sizes.py .aws-sam/build/*/bootstrap`. `cargo xtask bench sizes` builds the functions itself.
"""

import io
import pathlib
import sys
import zipfile

# Megabytes of the zip that Lambda gets. Recharge waits 5 s for webhook-intake, cold start and all.
BUDGETS = {"WebhookIntake": 1.8, "Console": 5.5}
USUAL_BUDGET = 3.5


def zipped(binary: pathlib.Path) -> float:
    """Megabytes of a package with this binary."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(binary, "bootstrap")
    return len(buffer.getvalue()) / 1e6


def function(binary: pathlib.Path) -> str:
    """The function's name as the template spells it."""
    name = binary.parent.name if binary.name == "bootstrap" else binary.name
    return "".join(word[:1].upper() + word[1:] for word in name.split("-"))


def main(binaries: list[str]) -> int:
    if not binaries:
        print(__doc__)
        return 2
    faults = 0
    for binary in sorted(map(pathlib.Path, binaries)):
        name, size = function(binary), zipped(binary)
        budget = BUDGETS.get(name, USUAL_BUDGET)
        faults += size > budget
        print(f"{name:16} {size:5.2f} MB of {budget:.1f} {'TOO LARGE' if size > budget else ''}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
