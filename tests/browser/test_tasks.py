"""Tasks of a new merchant, by what is on the screen alone, and what they cost in clicks."""

import re
import time

from playwright.sync_api import expect

from stack import until
from test_path import add_store, connect
from webhooks import customer, paid_charge


def test_connecting_and_activating_all_twelve(ana, stack):
    add_store(ana, "Task one")
    connect(ana, stack.recharge_key("task"))
    ana.click("button", "Activate all twelve")
    ana.sees("All flows are live.")
    assert (ana.clicks, ana.keys) == (4, 1), "Integrations, Activate, Connect, Activate all twelve; and the key"


def test_the_same_by_the_buttons_that_stand_out(ana, stack):
    add_store(ana, "Task one, quickly")
    ana.click("link", "Connect")
    ana.type("API key", stack.recharge_key("task"))
    ana.click("button", "Connect to Recharge")
    ana.click("button", "Activate all twelve")
    ana.sees("All flows are live.")
    assert (ana.clicks, ana.keys) == (3, 1), "Connect, Connect to Recharge, Activate all twelve; and the key"


def test_changing_order_skipped_and_saying_what_it_costs(ana, stack):
    store, _ = stack.store("Task two")
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    ana.goto(f"/s/{store}")
    ana.click("link", "Automated Flows")
    ana.click("link", re.compile("^Order Skipped"), exact=False)
    ana.click("link", re.compile("Edit message"), exact=False)
    text = ana.page.get_by_role("textbox", name="Text", exact=True)
    text.fill("{{ store_name }}: No {{ product_title }} this time 🎉")
    ana.page.get_by_label("Preview as").select_option(label="Maya, with a long product title")
    ana.clicks += 1
    expect(ana.page.locator("a.bubble")).to_contain_text("pack of three")
    expect(ana.page.locator(".meter")).to_contain_text(re.compile(r"\$0\.0\d+ a text"))
    assert ana.clicks == 4, "Automated Flows, Order Skipped, the message, Preview as"


def test_finding_out_why_one_customer_got_no_text(ana, stack):
    """Maya asks by e-mail why she heard nothing. She opted out; Sam, who asks next, left no phone."""
    store, key = stack.store("Task three")
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    stack.done("PUT", f"/stores/{store}/subscribers/+14155550163", {"consent": "unsubscribed"})
    stack.wait_until_effective()
    maya, sam = customer("Maya", "+14155550163"), customer("Sam", None)
    for one in (maya, sam):
        stack.happens(key, "charge/paid", paid_charge(one, stack.now()))
    until("both are decided", lambda: len(stack.done("GET", f"/stores/{store}/activity")["activity"]) == 2)
    for one, reason in ((maya, "opted out"), (sam, "has a phone number for this customer")):
        ana.goto(f"/s/{store}")
        ana.clicks = ana.keys = 0
        ana.click("link", "Subscribers")
        ana.type("Phone number or its beginning, or e-mail", one["email"])
        ana.click("button", "Find")
        ana.sees("It was decided not to send the message.")
        ana.sees(re.compile(reason))
        assert (ana.clicks, ana.keys) == (2, 1), "Subscribers, Find; and the e-mail address"


def test_texting_everybody_who_clicked_lately_and_stopping_half_way(ana, stack):
    """Two people clicked. It is morning for Nina and night for Kai, so that half of the campaign waits."""
    store, key = stack.store("Task four")
    nina, kai = (f"+1{area}555{time.time_ns() // 1000 % 10_000:04}" for area in ("212", "808"))
    thank_with_a_link(stack, store)
    for phone in (nina, kai):
        click(stack, store, key, phone)
    ana.goto(f"/s/{store}")
    ana.clicks = ana.keys = 0
    ana.click("link", "Segments")
    ana.click("link", "New segment")
    ana.click("button", "Save")
    ana.sees("Clicked a link in any Recharge flow within 30 days")
    ana.click("link", "Send a campaign")
    ana.type("Text", "{{ store_name }}: a gift for you. Reply STOP to opt out")
    ana.click("button", "Review and send")
    ana.sees("Clicked a link in any Recharge flow within 30 days")
    ana.click("button", "Send to 2 people")
    ana.sees("It is on its way.")
    until("Nina has it", lambda: any("a gift" in text for text in stack.texts_to(nina)))
    ana.click("link", "Cancel the campaign")
    ana.click("button", "Cancel it now")
    ana.sees("The campaign is canceled.")
    assert (ana.clicks, ana.keys) == (8, 1), "Segments, New, Save, Send a campaign, Review, Send, Cancel, Cancel; and the text"
    assert not any("a gift" in text for text in stack.texts_to(kai))


def thank_with_a_link(stack, store):
    """The flow of paid charges sends a link, and is active."""
    flow = stack.flow(store, "charge_paid")
    flow["steps"][0]["template"] = "{{ store_name }}: thank you for https://shop.example/coffee"
    stack.done("PUT", f"/stores/{store}/flows/charge_paid", {"steps": flow["steps"], "version": flow["version"]})
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    stack.wait_until_effective()


def click(stack, store, key, phone):
    """A subscriber gets a text at once and opens its link."""
    stack.done("PUT", f"/stores/{store}/subscribers/{phone}", {"consent": "subscribed"})
    stack.happens(key, "charge/paid", paid_charge(customer("Nina", phone), stack.now()))
    until("the text arrives", lambda: stack.texts_to(phone))
    stack.open_link(stack.texts_to(phone)[0])
    clicked = f"/stores/{store}/segments/clicked_recharge/members"
    until("the click counts", lambda: phone in str(stack.done("GET", clicked)))
