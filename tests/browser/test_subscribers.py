"""Subscribers: found, added, opted out, imported."""

import time

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def shop(stack):
    return stack.store("Subscribers")[0]


def test_one_is_added_with_consent_and_opted_out(ana, stack, shop):
    ana.goto(f"/s/{shop}/subscribers")
    ana.page.get_by_role("link", name="Add subscriber").click()
    ana.type("Phone number", "(415) 555-2671")
    ana.page.get_by_role("checkbox", name="They agreed to texts from this store").check()
    ana.type("What they were shown or said", "Yes, text me")
    ana.click("button", "Add subscriber")
    ana.sees("+1 415 555 2671")
    ana.sees("Subscribed")
    ana.sees("Yes, text me")
    ana.type("Reason, or their own words", "Please stop")
    ana.click("button", "Opt out")
    ana.sees("They are opted out.")
    ana.sees("Only they can come back")
    assert stack.done("GET", f"/stores/{shop}/subscribers/+14155552671")["consent"] == "unsubscribed"


def test_one_is_found_by_a_phone_however_it_is_written(ana, stack, shop):
    stack.done("PUT", f"/stores/{shop}/subscribers/+12125550188", {"consent": "subscribed"})
    ana.goto(f"/s/{shop}/subscribers")
    ana.type("Phone number or its beginning, or e-mail", "212 555 0188")
    ana.click("button", "Find")
    ana.sees("+1 212 555 0188")
    ana.goto(f"/s/{shop}/subscribers")
    ana.type("Phone number or its beginning, or e-mail", "212 555 0999")
    ana.click("button", "Find")
    ana.sees("is not on the list.")


def test_a_list_is_imported_and_its_odd_lines_are_named(ana, shop):
    ana.goto(f"/s/{shop}/subscribers/import")
    ana.page.locator("#file").set_input_files({
        "name": "list.csv", "mimeType": "text/csv",
        "buffer": b"phone,country\n+13035550101,US\n+13035550102,US\nno phone,US\n",
    })
    expect(ana.page.get_by_label("List", exact=True)).to_have_value("phone,country\n+13035550101,US\n+13035550102,US\nno phone,US\n")
    ana.click("button", "Preview")
    ana.sees("This would happen; nothing is saved yet")
    ana.sees("Line 4")
    ana.click("button", "Import")
    ana.sees("Look at these lines")
    ana.sees("Line 4")
    ana.goto(f"/s/{shop}/subscribers")
    ana.sees("+1 303 555 0101")
