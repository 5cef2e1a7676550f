"""Compares the size of each function's package with its budget: a larger one starts later.

usage: sizes.py BUILD

BUILD is the directory that `sam build` fills: BUILD/<function>/bootstrap.
"""

import io
import pathlib
import sys
import zipfile

# Megabytes of the zip that Lambda gets. Recharge waits 5 s for webhook-intake, cold start and all.
BUDGETS = {"WebhookIntake": 4.0}
USUAL_BUDGET = 6.0


def zipped(binary: pathlib.Path) -> float:
    """Megabytes of a package with this binary."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(binary, "bootstrap")
    return len(buffer.getvalue()) / 1e6


def main(build: str) -> int:
    binaries = sorted(pathlib.Path(build).glob("*/bootstrap"))
    if not binaries:
        print(f"{build} has no function")
        return 1
    faults = 0
    for binary in binaries:
        function, size = binary.parent.name, zipped(binary)
        budget = BUDGETS.get(function, USUAL_BUDGET)
        faults += size > budget
        print(f"{function:16} {size:5.2f} MB of {budget:.0f} {'TOO LARGE' if size > budget else ''}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
