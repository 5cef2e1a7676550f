"""The number that texts come from."""

from playwright.sync_api import expect

from stack import until


def test_the_installations_number_is_tried(ana, stack):
    store, _ = stack.store("Sender")
    ana.goto(f"/s/{store}/settings/sms")
    ana.page.locator("main").get_by_role("link", name="Sender").click()
    ana.sees("the installation's number")
    ana.type("Send a test to", "(415) 555-0171")
    ana.click("button", "Send test")
    ana.sees("The test is on its way.")
    assert "Sender: this is a test." in until("it arrives", lambda: stack.texts_to("+14155550171"))[0]


def test_fields_follow_the_provider_and_faults_stand_at_them(ana, stack):
    store, _ = stack.store("Own sender")
    ana.goto(f"/s/{store}/settings/sms/sender")
    expect(ana.page.get_by_label("Account SID")).to_be_visible()
    ana.page.get_by_role("radio", name="AWS").check()
    expect(ana.page.get_by_label("Account SID")).to_be_hidden()
    ana.page.get_by_role("radio", name="Twilio").check()
    ana.type("Account SID", "XX")
    ana.type("Auth token", "a secret")
    ana.type("Number, pool or messaging service", "+18005551399")
    ana.type("Segments a second", "0")
    ana.click("button", "Check and save")
    ana.sees("2 things to correct.")
    expect(ana.page.get_by_label("Account SID")).to_have_value("XX")
    expect(ana.page.get_by_label("Auth token")).to_have_value("")
