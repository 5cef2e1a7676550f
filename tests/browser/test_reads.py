"""What a page reads from the table, in units of 4 KB, on a store with a month behind it."""

import pytest

# Below `/s/demo`. What is kept in the process for seconds (the store's settings, who is signed in) is read anew.
BUDGETS = {
    "": 15, "?days=30": 42, "/integrations": 6, "/integrations/recharge": 6, "/flows": 13, "/flows?days=30": 13,
    "/flows/order_skipped/report": 13, "/replies": 6, "/flows/order_skipped": 8,
    "/flows/order_skipped?step=0": 8, "/activity": 30, "/subscribers": 12, "/settings": 6,
    "/settings/sms/quiet-hours": 6, "/settings/changes": 8, "/settings/sms/sender": 8, "/segments": 6, "/subscribers/import": 8, "/campaigns": 8, "/campaigns/new": 6,
}


@pytest.mark.parametrize("path", BUDGETS)
def test_reads(newcomer, signed_in, stack, path):
    merchant = newcomer(storage_state=signed_in)
    stack.wait_until_effective()
    before = stack.read_units("console")
    merchant.goto(f"/s/{stack.demo}{path}")
    units = stack.read_units("console") - before
    print(f"{path or '/'}: {units} units of {BUDGETS[path]}")
    assert 0 < units <= BUDGETS[path]
