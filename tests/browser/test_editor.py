"""The flow editor: what is typed shows at once, costs what it says, and is not lost."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def shop(stack):
    """A store whose flows are active."""
    store, _ = stack.store("Oat & Ember")
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    return store


@pytest.fixture
def editor(ana, shop):
    """The open text of a flow."""
    def open_flow(flow, merchant=ana):
        merchant.goto(f"/s/{shop}/flows/{flow}")
        merchant.page.locator("a.bubble").first.click()
        return merchant.page.get_by_role("textbox", name="Text", exact=True).first
    return open_flow


def bubble(merchant):
    return merchant.page.locator("a.bubble").first


def meter(merchant):
    return merchant.page.locator(".meter").first


def test_the_preview_follows_what_is_typed(ana, editor):
    editor("order_skipped").fill("{{ store_name }}: Hello {{ first_name | default('there') }}, see you soon")
    expect(bubble(ana)).to_contain_text("Oat & Ember: Hello Maya, see you soon")
    ana.page.get_by_label("Preview as").select_option("little-known")
    expect(bubble(ana)).to_contain_text("Hello there, see you soon")


def test_a_merge_tag_goes_where_the_cursor_is(ana, editor):
    text = editor("order_skipped")
    text.fill("{{ store_name }}: Dear , thanks")
    for _ in range(len(", thanks")):
        text.press("ArrowLeft")
    ana.click("button", re.compile("^First name"), exact=False)
    expect(text).to_have_value(re.compile(r"Dear \{\{ first_name.*\}\}, thanks$"))
    expect(bubble(ana)).to_contain_text("Dear Maya, thanks")


def test_an_emoji_warns_says_its_cost_and_is_taken_out_by_one_click(ana, editor):
    text = editor("order_skipped")
    text.fill("{{ store_name }}: We skipped your next order, as you asked, and will be back next month 🎉")
    ana.sees("With it a segment holds 70 characters instead of 160.")
    expect(meter(ana)).to_contain_text("2 segments")
    dear = cost(meter(ana))
    ana.click("button", "Take them out")
    expect(meter(ana)).to_contain_text("1 segment")
    assert cost(meter(ana)) < dear
    assert "🎉" not in text.input_value()


def cost(meter):
    return float(re.search(r"\$([0-9.]+)", meter.inner_text())[1])


def test_a_text_that_cannot_be_made_says_where_and_is_not_saved(ana, editor):
    text = editor("order_skipped")
    text.fill("{{ store_name }}: Hello {{ first_nam }}")
    expect(bubble(ana)).to_contain_text("This text cannot be made yet.")
    ana.click("button", "Save changes")
    ana.sees("Nothing was saved.")
    told = ana.page.locator("main").get_by_text("first_nam").filter(visible=True)
    expect(told.and_(ana.page.locator("a, span"))).to_have_count(2)  # in the list above, and at its field
    expect(ana.page.get_by_role("textbox", name="Text", exact=True).first).to_have_value(re.compile("first_nam"))


def test_a_second_message_is_added_saved_and_removed(ana, editor, stack, shop):
    editor("charge_failed")
    ana.click("button", "Add a follow-up message")
    expect(ana.page.locator("details.step")).to_have_count(2)
    second = ana.page.locator("#step-1")
    expect(second.get_by_role("textbox", name="Text", exact=True)).to_be_focused()
    second.get_by_role("textbox", name="Text", exact=True).fill("{{ store_name }}: Still a problem with your card.")
    second.get_by_role("textbox", name="Wait", exact=True).fill("2")
    second.get_by_role("combobox", name="Wait", exact=True).select_option(label="days")
    ana.click("button", "Save changes")
    ana.sees("Saved. It counts from now on.")
    steps = stack.flow(shop, "charge_failed")["steps"]
    assert [step["delay_minutes"] for step in steps] == [0, 2 * 24 * 60]
    ana.page.locator("a.bubble").nth(1).click()
    ana.click("button", "Remove this message")
    expect(ana.page.locator("details.step")).to_have_count(1)
    ana.click("button", "Save changes")
    ana.sees("Saved. It counts from now on.")
    assert len(stack.flow(shop, "charge_failed")["steps"]) == 1


def test_unsaved_words_survive_a_reload_and_can_be_discarded(ana, editor):
    before = editor("charge_paid").input_value()
    editor("charge_paid").fill("{{ store_name }}: Not saved yet")
    ana.sees("Unsaved changes")
    ana.page.reload()
    text = ana.page.get_by_role("textbox", name="Text", exact=True).first
    expect(text).to_have_value("{{ store_name }}: Not saved yet")
    ana.sees("Your unsaved changes are back.")
    ana.click("button", "Discard them")
    expect(ana.page.get_by_text("Your unsaved changes are back.")).to_be_hidden()
    expect(text).to_be_visible()
    expect(text).to_have_value(before)


def test_unsaved_words_are_back_in_their_open_message_however_one_returns(ana, editor, shop):
    editor("charge_paid").fill("{{ store_name }}: Left for a while")
    ana.sees("Unsaved changes")
    ana.goto(f"/s/{shop}/flows")
    ana.goto(f"/s/{shop}/flows/charge_paid")
    text = ana.page.get_by_role("textbox", name="Text", exact=True).first
    expect(text).to_be_visible()
    expect(text).to_have_value("{{ store_name }}: Left for a while")


def test_a_test_text_reaches_the_phone_and_the_number_is_remembered(ana, editor, stack, shop):
    editor("order_skipped").fill("{{ store_name }}: A test of a text")
    ana.page.get_by_text("Send a test").click()
    ana.type("Phone number", "+1 212 555 0142")
    ana.click("button", "Send test")
    ana.sees("The test is on its way.")
    assert "A test of a text" in stack.texts_to("+12125550142")[-1]
    ana.goto(f"/s/{shop}/flows/charge_paid")
    expect(ana.page.locator("#test_to")).to_have_value("+1 212 555 0142")


def test_quiet_hours_of_a_flow_and_pausing_it(ana, editor, stack, shop):
    editor("upcoming_order")
    ana.page.get_by_label("Quiet hours").select_option(label="Do not send")
    ana.click("button", "Save changes")
    ana.sees("Saved. It counts from now on.")
    assert stack.flow(shop, "upcoming_order")["quiet_hours"] == "drop"
    ana.click("button", "Pause")
    ana.sees("The flow is paused.")
    assert stack.flow(shop, "upcoming_order")["status"] == "inactive"


def test_of_two_who_edit_the_second_is_told_and_loses_nothing(ana, ben, editor):
    mine, theirs = editor("subscription_paused"), editor("subscription_paused", ben)
    theirs.fill("{{ store_name }}: Ben's words")
    ben.click("button", "Save changes")
    ben.sees("Saved. It counts from now on.")
    mine.fill("{{ store_name }}: Ana's words")
    ana.click("button", "Save changes")
    ana.sees("Somebody else changed this flow")
    ana.sees("{{ store_name }}: Ana's words")
    ana.sees("{{ store_name }}: Ben's words")
    ana.click("button", "Go on editing mine")
    text = ana.page.get_by_role("textbox", name="Text", exact=True).first
    expect(text).to_be_visible()
    expect(text).to_have_value("{{ store_name }}: Ana's words")
    ana.click("button", "Save changes")
    ana.sees("Saved. It counts from now on.")


def test_of_two_who_edit_the_second_may_keep_what_the_first_saved(ana, ben, editor):
    mine, theirs = editor("subscription_resumed"), editor("subscription_resumed", ben)
    theirs.fill("{{ store_name }}: Ben's words")
    ben.click("button", "Save changes")
    ben.sees("Saved. It counts from now on.")
    mine.fill("{{ store_name }}: Ana's words")
    ana.click("button", "Save changes")
    ana.click("link", "Keep theirs")
    for _ in ("at once", "after a reload"):
        text = ana.page.get_by_role("textbox", name="Text", exact=True).first
        expect(text).to_be_visible()
        expect(text).to_have_value("{{ store_name }}: Ben's words")
        expect(ana.page.get_by_text("Your unsaved changes are back.")).to_be_hidden()
        ana.page.reload()


def test_each_version_of_a_text_has_its_name_on_the_phone(ana, editor):
    editor("upcoming_order")
    ana.click("button", "Try another text")
    phone = ana.page.locator(".phone")
    expect(phone).to_contain_text("Version A · 50%")
    expect(phone).to_contain_text("Version B · 50%")


def test_history_shows_both_texts_and_restores_one(ana, editor, stack, shop):
    for words in ("first", "second"):
        editor("subscription_canceled").fill("{{ store_name }}: The " + words + " words")
        ana.click("button", "Save changes")
        ana.sees("Saved. It counts from now on.")
    ana.click("link", "History")
    earlier = ana.page.locator("main li > details").nth(1)
    earlier.locator("summary").click()
    ana.sees("{{ store_name }}: The first words", earlier)
    ana.sees("{{ store_name }}: The second words", earlier)
    ana.click("button", "Restore this version", earlier)
    ana.sees("The earlier version is restored.")
    step, = stack.flow(shop, "subscription_canceled")["steps"]
    assert step["template"] == "{{ store_name }}: The first words"


def test_a_second_flow_for_a_trigger_is_made_and_deleted(ana, shop):
    ana.goto(f"/s/{shop}/flows")
    ana.click("link", "New flow")
    ana.page.get_by_label("Starts when").select_option(label="A payment fails for good")
    ana.type("Name", "Failed, abroad")
    ana.click("button", "Create flow")
    ana.sees("The flow is a draft.")
    ana.click("link", "Delete flow")
    ana.click("button", "Delete the flow")
    ana.sees("The flow is deleted.")
