"""Segments: built, counted while one builds, looked at, taken away, deleted."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def shop(stack):
    """Three people: two in the United States, one of whom opted out."""
    store, _ = stack.store("Segments")
    for phone, consent, country in (
        ("+12125550101", "subscribed", "US"), ("+12125550102", "unsubscribed", "US"), ("+442071838750", "subscribed", "GB"),
    ):
        stack.done("PUT", f"/stores/{store}/subscribers/{phone}", {"consent": consent, "address": {"country": country}})
    return store


def test_one_is_built_and_counted_while_it_is_built(ana, shop):
    ana.goto(f"/s/{shop}")
    ana.click("link", "Segments")
    ana.sees("Clicked in a Recharge flow message")
    ana.sees("0 people at")
    ana.click("link", "New segment")
    page = ana.page
    expect(page.get_by_label("What", exact=True)).to_have_value("did.click")
    expect(page.get_by_label("Value", exact=True)).to_be_hidden()
    ana.type("Name", "In the States")
    page.get_by_label("What", exact=True).select_option("Country")
    expect(page.get_by_role("textbox", name="within")).to_be_hidden()
    page.get_by_role("textbox", name="Value").fill("us")
    ana.sees("2 people at")
    ana.click("button", "Add a condition")
    expect(page.get_by_role("textbox", name="Value")).to_have_value("us")
    page.get_by_label("What", exact=True).last.select_option("Consent")
    page.get_by_label("Consent", exact=True).last.select_option("Opted out")
    ana.sees("1 person at")
    ana.click("button", "Save")
    ana.sees("Saved.")
    ana.click("link", "Members")
    ana.sees("+1 212 555 0102")
    expect(page.get_by_text("+1 212 555 0101")).to_have_count(0)
    ana.click("link", "Export")
    with page.expect_download() as download:
        ana.click("link", "Download CSV")
    lines = open(download.value.path()).read().splitlines()
    assert len(lines) == 2 and "2125550102" in lines[1]
    ana.sees("People in the file: 1")


def test_one_is_built_and_deleted_without_javascript(without_javascript, shop):
    merchant = without_javascript
    merchant.goto(f"/s/{shop}/segments/new")
    merchant.type("Name", "Everybody abroad")
    merchant.page.get_by_label("What", exact=True).select_option("Country")
    merchant.type("Value", "GB")
    merchant.click("button", "Count")
    merchant.sees("1 person at")
    merchant.click("button", "Add a group")
    expect(merchant.page.locator("fieldset")).to_have_count(2)
    merchant.page.get_by_label("What", exact=True).last.select_option("Country")
    merchant.page.get_by_label("Value", exact=True).last.fill("CA")
    merchant.page.get_by_label("Members fit").first.select_option("any of these groups")
    merchant.click("button", "Save")
    merchant.sees("Saved.")
    merchant.click("link", "Members")
    merchant.sees("+442071838750")
    merchant.click("link", "Export")
    with merchant.page.expect_download() as download:
        merchant.click("link", "Download part 1")
    assert "442071838750" in open(download.value.path()).read()
    merchant.click("link", "Next part")
    merchant.sees("That was the last part.")
    merchant.page.get_by_role("link", name="Everybody abroad").click()
    merchant.click("link", "Edit")
    merchant.click("link", "Delete segment")
    merchant.click("button", "Delete the segment")
    merchant.sees("The segment is deleted.")


def test_what_is_missing_is_said_at_its_field(ana, shop):
    ana.goto(f"/s/{shop}/segments/new")
    ana.page.get_by_role("textbox", name="within").fill("200")
    ana.click("button", "Save")
    ana.sees("1 thing to correct.")
    ana.page.get_by_role("alert").get_by_role("link").click()
    expect(ana.page.get_by_role("textbox", name="within")).to_be_focused()
    expect(ana.page.get_by_role("textbox", name="within")).to_have_value("200")
