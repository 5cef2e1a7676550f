"""What texts did: on the overview, in the list of flows, in a flow's report; and what customers replied. The store has a
month behind it."""

import re

from playwright.sync_api import expect

from stack import until
from webhooks import customer, paid_charge


def figures(page):
    return page.locator(".figures .figure").all_inner_texts()


def test_the_overview_tells_of_three_periods_without_javascript(without_javascript, stack):
    merchant = without_javascript
    merchant.goto(f"/s/{stack.demo}")
    week = figures(merchant.page)
    assert re.fullmatch(r"[\d,]+", week[0]) and week[0] != "0"
    assert week[1].endswith("%") and week[4].startswith("$")
    merchant.click("link", "30 days")
    month = figures(merchant.page)
    assert int(month[0].replace(",", "")) > int(week[0].replace(",", ""))
    report = stack.done("GET", f"/stores/{stack.demo}/report?from={stack.days_ago(29)}")
    assert int(month[0].replace(",", "")) == report["total"]["sent"], "as the API has it"
    merchant.page.get_by_text("Figures by day").click()
    expect(merchant.page.locator("table tbody tr")).to_have_count(30)
    merchant.click("link", "Today")
    merchant.is_at("days=1")


def test_a_flow_leads_to_its_report_and_that_to_what_was_skipped(ana, stack):
    ana.goto(f"/s/{stack.demo}/flows?days=30")
    ana.page.get_by_role("link", name="Report: Charge Paid").click()
    ana.sees("Why texts were not sent")
    assert figures(ana.page)[0] != "0"
    ana.page.locator("a.item").first.click()
    ana.is_at("show=skipped&flow=charge_paid&reason=")
    expect(ana.page.locator("main li > details").first).to_be_visible()
    expect(ana.page.locator("#reason option:checked")).not_to_have_text("Any reason")


def test_replies_lead_to_the_person(ana, stack):
    ana.goto(f"/s/{stack.demo}")
    ana.click("link", "Replies")
    ana.sees("When does it ship?")
    ana.page.locator("a.item").filter(has_text="When does it ship?").click()
    ana.sees("The customer replied.")


def test_the_activity_follows_what_happens(ana, stack):
    store, key = stack.store("Live")
    ana.page.clock.install()
    ana.goto(f"/s/{store}/activity")
    ana.sees("Nothing here yet")
    happens_without_phone(stack, store, key)
    ana.page.clock.run_for(16_000)
    expect(ana.page.locator("main li > details")).to_have_count(1)
    assert not ana.page.locator(".no-js").first.is_visible()


def happens_without_phone(stack, store, key):
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    stack.wait_until_effective()
    stack.happens(key, "charge/paid", paid_charge(customer("Nobody", None), stack.now()))
    until("it is decided", lambda: stack.done("GET", f"/stores/{store}/activity")["activity"])
