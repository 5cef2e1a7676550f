"""Campaigns: written with the phone beside, estimated, launched, followed and canceled."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def shop(stack):
    """Three people who agreed, and one who opted out. One of the three is in Hawaii, where it is night: what is sent to all
    of them is not through before it can be canceled."""
    store, _ = stack.store("Campaigns")
    for phone in ("+12125550200", "+12125550201", "+18085550202"):
        stack.done("PUT", f"/stores/{store}/subscribers/{phone}", {"consent": "subscribed"})
    stack.done("PUT", f"/stores/{store}/subscribers/+12125550203", {"consent": "unsubscribed"})
    return store


def test_one_is_written_looked_at_launched_and_canceled(ana, stack, shop):
    ana.goto(f"/s/{shop}")
    ana.click("link", "Campaigns")
    ana.sees("No campaigns yet")
    ana.click("link", "New campaign")
    ana.type("Name", "Spring")
    ana.type("Text", "{{ store_name }}: 20 % off until Sunday")
    expect(ana.page.locator(".phone .bubble")).to_have_text("Campaigns: 20 % off until Sunday")
    ana.click("button", "Add the sentence")
    expect(ana.page.locator(".phone .bubble")).to_contain_text("Reply STOP to opt out")
    ana.click("button", "Review and send")
    ana.sees("3 people × 1 segment = $0.04")
    ana.sees("Opted out")
    ana.click("button", "Send to 3 people")
    ana.sees("It is on its way.")
    key = ana.path.split("/")[-1]
    ana.click("link", "Cancel the campaign")
    ana.click("button", "Cancel it now")
    ana.sees("The campaign is canceled.")
    assert stack.done("GET", f"/stores/{shop}/campaigns/{key}")["state"] == "canceled"


def test_one_is_planned_without_javascript_and_the_draft_is_deleted(without_javascript, shop):
    merchant = without_javascript
    merchant.goto(f"/s/{shop}/campaigns/new")
    merchant.type("Text", "Hello from {{ frist_name }}")
    merchant.page.get_by_role("radio", name="At a date and time").check()
    merchant.click("button", "Review and send")
    merchant.sees("2 things to correct.")
    merchant.sees("Choose a date and a time.")
    merchant.type("Text", "Hello. Reply STOP to opt out")
    merchant.click("button", "Update preview")
    expect(merchant.page.locator(".phone .bubble")).to_contain_text("Hello.")
    merchant.page.get_by_role("radio", name="At once").check()
    merchant.click("button", "Save draft")
    merchant.sees("The draft is saved.")
    merchant.click("link", "Delete draft")
    merchant.click("button", "Delete the draft")
    merchant.sees("The draft is deleted.")
