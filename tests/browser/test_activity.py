"""Activity: why a text was sent, waits or was skipped; and events that could not be handled."""

import time

import pytest
from playwright.sync_api import expect

from stack import until
from webhooks import customer, paid_charge


@pytest.fixture(scope="module")
def shop(stack):
    """A store in which one text was sent and one was skipped."""
    store, key = stack.store("Activity")
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    stack.wait_until_effective()
    stack.happens(key, "charge/paid", paid_charge(customer("Maya", "+14155550142"), stack.now()))
    stack.happens(key, "charge/paid", paid_charge(customer("Nobody", None), stack.now()))
    entries = lambda: stack.done("GET", f"/stores/{store}/activity")["activity"]
    until("both are decided", lambda: len(entries()) == 2)
    until("one is sent", lambda: "accepted" in [entry["state"] for entry in entries()])
    return store


def test_a_text_shows_its_words_and_its_reasons(ana, shop):
    ana.goto(f"/s/{shop}/activity")
    lines = ana.page.locator("main li > details")
    expect(lines).to_have_count(2)
    sent = lines.filter(has_text="Sent").first
    sent.locator("summary").click()
    ana.sees("Activity: ", sent)
    ana.sees("Why", sent)
    skipped = lines.filter(has_text="Skipped").first
    skipped.locator("summary").click()
    ana.sees("phone", skipped)


def test_a_filter_is_in_the_address(ana, shop):
    ana.goto(f"/s/{shop}/activity")
    ana.click("link", "Sent")
    expect(ana.page.locator("main li > details")).to_have_count(1)
    ana.click("link", "Skipped")
    expect(ana.page.locator("main li > details")).to_have_count(1)
    ana.page.get_by_label("Flow").select_option("order_skipped")
    ana.sees("Nothing matches")
    assert "show=skipped" in ana.page.url and "flow=order_skipped" in ana.page.url
    ana.click("link", "Show all")
    expect(ana.page.locator("main li > details")).to_have_count(2)


def test_a_real_event_can_be_previewed(ana, shop):
    ana.goto(f"/s/{shop}/flows/charge_paid")
    ana.click("button", "Use a real event of the last days")
    expect(ana.page.get_by_label("Preview as")).to_contain_text("Maya")
    expect(ana.page.locator("a.bubble")).to_contain_text("Activity: ")


def test_an_event_that_cannot_be_handled_is_shown_tried_again_and_removed(ana, stack):
    store, key = stack.store("Parked")
    stack.happens(key, "charge/paid", {"charge": {"id": f"odd-{time.time_ns()}"}, "customer": None})
    until("it is parked", lambda: stack.done("GET", f"/stores/{store}/parked")["parked"])
    ana.goto(f"/s/{store}")
    ana.sees("Some events could not be handled.")
    ana.click("link", "Look")
    ana.page.get_by_text("What arrived").click()
    ana.sees("odd-")
    ana.click("button", "Remove")
    ana.sees("It is removed.")
    ana.sees("Nothing to fix")


def test_a_text_that_failed_is_sent_again_once(ana, stack):
    store, key = stack.store("Again")
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    stack.wait_until_effective()
    phone = "+14155550143"
    stack.refuse_next(phone)
    stack.happens(key, "charge/paid", paid_charge(customer("Maya", phone), stack.now()))
    states = lambda: [entry["state"] for entry in stack.done("GET", f"/stores/{store}/activity")["activity"]]
    until("it failed", lambda: states() == ["failed"])
    assert stack.texts_to(phone) == []
    ana.goto(f"/s/{store}/activity?show=failed")
    ana.page.locator("main li > details summary").click()
    ana.click("button", "Send again")
    ana.sees("1 text is on the way again.")
    until("it is sent", lambda: states() == ["accepted", "failed"])
    assert len(stack.texts_to(phone)) == 1
    ana.goto(f"/s/{store}/activity?show=failed")
    ana.page.locator("main li > details summary").click()
    ana.sees("Why")
    assert ana.page.get_by_role("button", name="Send again").count() == 0, "it is offered once"
    assert ana.page.get_by_role("link", name="Send failed again").count() == 0
