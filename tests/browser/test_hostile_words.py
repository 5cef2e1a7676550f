"""What others write shows as they wrote it and runs nothing: names, titles, wordings, parked payloads."""

import pytest
from playwright.sync_api import expect

from stack import until
from webhooks import customer, paid_charge

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"
QUOTE = "\"'><svg onload=alert(3)>"


@pytest.fixture(scope="module")
def shop(stack):
    """A store in which everything that somebody can name is named so."""
    store, key = stack.store(f"{SCRIPT}{QUOTE}"[:40])
    stack.done("POST", f"/stores/{store}/flows/activate", {})
    stack.done("PUT", f"/stores/{store}/subscribers/+14155550177", {"consent": "subscribed", "consent_wording": IMAGE})
    flow = stack.done("POST", f"/stores/{store}/flows", {"trigger": "charge_paid", "name": f"{IMAGE}{QUOTE}"[:60]})
    stack.done("POST", f"/stores/{store}/keys", {"name": f"{SCRIPT}{QUOTE}"[:60], "scopes": ["read"]})
    stack.done("POST", f"/stores/{store}/segments", {"name": f"{IMAGE}{QUOTE}"[:60], "condition": {
        "subscriber": {"field": "zip", "is": "not_equal", "value": f"{SCRIPT}{QUOTE}"}}})
    stack.wait_until_effective()
    stack.happens(key, "charge/paid", paid_charge(customer(IMAGE, "+14155550177"), stack.now(), product=SCRIPT))
    stack.happens(key, "charge/paid", {"charge": {"id": IMAGE}, "customer": SCRIPT})
    until("one is sent", lambda: stack.texts_to("+14155550177"))
    stack.reply("+14155550177", f"{SCRIPT}{IMAGE}")
    until("it is kept", lambda: stack.done("GET", f"/stores/{store}/replies")["replies"])
    until("one is parked", lambda: stack.done("GET", f"/stores/{store}/parked")["parked"])
    segment = next(one["key"] for one in stack.done("GET", f"/stores/{store}/segments")["segments"] if not one["is_built_in"])
    campaign = stack.done("POST", f"/stores/{store}/campaigns", {
        "name": f"{SCRIPT}{QUOTE}"[:60], "segment": segment, "template": IMAGE})
    return store, flow["key"], segment, campaign["key"]


PAGES = [
    "", "/flows", "/flows/charge_paid?step=0", "/flows/{flow}?step=0", "/flows/{flow}/history", "/flows/{flow}/report", "/replies", "/activity",
    "/activity/parked", "/subscribers", "/subscribers/+14155550177", "/subscribers/+14155550177/timeline", "/subscribers?phone=%3Cscript%3Ealert(4)%3C/script%3E",
    "/segments?count=yes", "/segments/{segment}", "/segments/{segment}/members", "/segments/{segment}/export", "/segments/{segment}/delete",
    "/campaigns", "/campaigns/{campaign}/edit", "/campaigns/{campaign}/review", "/campaigns/{campaign}/delete",
    "/settings/sms/sender", "/settings", "/settings/keys", "/settings/changes", "/integrations/recharge",
]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_runs(ana, shop, page):
    store, flow, segment, campaign = shop
    answer = ana.goto(f"/s/{store}{page.format(flow=flow, segment=segment, campaign=campaign)}")
    assert answer.status < 400
    ana.page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")
    assert ana.page.locator("main img, main script, main svg[onload], [onerror]").count() == 0
    ana.page.wait_for_timeout(100)


def test_they_show_as_they_were_written(ana, shop):
    store = shop[0]
    ana.goto(f"/s/{store}/subscribers/+14155550177")
    ana.sees(IMAGE)
    ana.goto(f"/s/{store}/replies")
    ana.sees(f"{SCRIPT}{IMAGE}")
    ana.goto(f"/s/{store}/activity/parked")
    ana.page.get_by_text("What arrived").first.click()
    expect(ana.page.locator("pre").first).to_contain_text(IMAGE)
    ana.goto("/stores")
    ana.sees(SCRIPT)


def test_a_preview_that_comes_as_a_fragment_runs_nothing(ana, shop):
    store = shop[0]
    ana.goto(f"/s/{store}/flows/charge_paid?step=0")
    ana.page.get_by_role("textbox", name="Text", exact=True).first.fill("{{ store_name }}: " + IMAGE)
    expect(ana.page.locator("a.bubble").first).to_contain_text(IMAGE)
    assert ana.page.locator("main img").count() == 0


def test_a_name_at_sign_in(newcomer):
    merchant = newcomer().sign_in("<b onclick=alert(5)>Eve</b>")
    merchant.goto("/account")
    merchant.sees("<b onclick=alert(5)>Eve</b>")
