"""What a page reads from the table, in units of 4 KB, on a store with a month behind it."""

import json
from pathlib import Path

import pytest

# Below `/s/demo`. What is kept in the process for seconds (the store's settings, who is signed in) is read anew. The budgets
# are those of a store with ten million messages, too: `cargo xtask bench pages` holds them against one.
BUDGETS = json.loads((Path(__file__).parent / "reads.json").read_text())


@pytest.mark.parametrize("path", BUDGETS)
def test_reads(newcomer, signed_in, stack, path):
    merchant = newcomer(storage_state=signed_in)
    # What a page asks for once it is there, such as the counts of segments or what is new in a live list, is not its own. On a
    # slow machine it would be answered before the page's reads are counted.
    merchant.page.add_init_script("window.fetch = () => new Promise(() => {})")
    stack.wait_until_effective()
    before = stack.read_units("console")
    merchant.goto(f"/s/{stack.demo}{path}")
    units = stack.read_units("console") - before
    print(f"{path or '/'}: {units} units of {BUDGETS[path]}")
    assert 0 < units <= BUDGETS[path]
