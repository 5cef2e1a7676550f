"""Settings: they are saved, they say what they do, and their faults stand at the field."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def shop(stack):
    store, _ = stack.store("Settings")
    return store


def test_quiet_hours_show_what_happens_before_they_are_saved(ana, stack, shop):
    ana.goto(f"/s/{shop}/settings")
    ana.click("link", "SMS")
    ana.page.get_by_role("link", name="Quiet Hours").click()
    ana.page.get_by_label("Start").fill("21:15")
    ana.sees("From 9:15 PM to 9:00 AM on the customer's own clock")
    expect(ana.page.get_by_role("row")).to_have_count(1 + ana.page.locator("tbody tr").count())
    ana.click("button", "Save")
    ana.sees("Saved.")
    hours = stack.done("GET", f"/stores/{shop}/quiet-hours")
    assert (hours["start"], hours["end"]) == ("21:15", "09:00")


def test_laws_can_be_made_to_hold_for_all_texts(ana, stack, shop):
    ana.goto(f"/s/{shop}/settings/sms/laws")
    ana.page.get_by_role("radio", name="All texts").check()
    ana.page.get_by_role("checkbox").first.check()
    ana.click("button", "Save")
    ana.sees("Saved.")
    ana.goto(f"/s/{shop}/settings/sms/laws")
    expect(ana.page.get_by_role("radio", name="All texts")).to_be_checked()
    expect(ana.page.get_by_role("checkbox").first).to_be_checked()


def test_a_cap_out_of_range_is_refused_at_its_field(ana, stack, shop):
    ana.goto(f"/s/{shop}/settings/sms/frequency")
    ana.type("Texts an hour", "99")
    ana.click("button", "Save")
    ana.sees("1 thing to correct. Nothing was saved.")
    field = ana.page.get_by_label("Texts an hour")
    expect(field).to_have_value("99")
    expect(field).to_have_attribute("aria-invalid", "true")
    ana.type("Texts an hour", "3")
    ana.type("Smart sending: hours between promotions", "24")
    ana.click("button", "Save")
    ana.sees("Saved.")
    settings = stack.settings(shop)
    assert (settings["max_texts_per_hour"], settings["smart_sending_hours"]) == (3, 24)


def test_contact_and_portal(ana, stack, shop):
    ana.goto(f"/s/{shop}/settings/sms/contact")
    ana.type("Contact", "help@shop.example")
    ana.type("Customer portal address", "https://shop.example/{hash}")
    ana.click("button", "Save")
    ana.sees("Saved.")
    settings = stack.settings(shop)
    assert (settings["contact"], settings["portal_url"]) == ("help@shop.example", "https://shop.example/{hash}")


def test_the_store_s_name_zone_and_consent(ana, stack, shop):
    ana.goto(f"/s/{shop}/settings")
    ana.type("Store name", "Another name")
    ana.type("Time zone", "Mars/Olympus")
    ana.click("button", "Save")
    ana.sees("Nothing was saved.")
    ana.type("Time zone", "America/Denver")
    ana.page.get_by_role("radio", name="Only your own list of subscribers").check()
    ana.click("button", "Save")
    ana.sees("Saved.")
    settings = stack.settings(shop)
    assert (settings["name"], settings["time_zone"], settings["consent_mode"]) == (
        "Another name", "America/Denver", "own_list")


def test_of_two_who_change_settings_the_second_is_told(ana, ben, shop):
    for merchant in (ana, ben):
        merchant.goto(f"/s/{shop}/settings/sms/contact")
    ben.type("Contact", "ben@shop.example")
    ben.click("button", "Save")
    ben.sees("Saved.")
    ana.type("Contact", "ana@shop.example")
    ana.click("button", "Save")
    ana.sees("Somebody else changed the settings while you were editing.")


def test_changes_say_who_changed_what(ana, shop):
    ana.goto(f"/s/{shop}/settings/sms/contact")
    ana.type("Contact", "help@shop.example")
    ana.click("button", "Save")
    ana.sees("Saved.")
    ana.goto(f"/s/{shop}/settings/sms/quiet-hours")
    ana.page.get_by_label("Start").fill("21:15")
    ana.click("button", "Save")
    ana.sees("Saved.")
    ana.goto(f"/s/{shop}/settings/changes")
    ana.sees("changed the settings")
    ana.sees("help@shop.example")
    ana.sees("8:00 PM to 9:00 AM")
    ana.sees("9:15 PM to 9:00 AM")
