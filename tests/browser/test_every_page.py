"""Every page of a store with a month behind it, in both colour schemes."""

import pytest

from look import look

# Below `/s/demo`, unless they begin at the root.
PAGES = {
    "sign-in": "//sign-in", "account": "//account", "stores": "//stores", "store-new": "//stores/new",
    "not-found": "//nothing", "not-found-in-store": "/nothing", "overview": "",
    "overview-month": "?days=30", "integrations": "/integrations", "recharge": "/integrations/recharge", "recharge-replace": "/integrations/recharge?replace=yes",
    "shopify": "/integrations/shopify", "flows": "/flows", "flow": "/flows/order_skipped",
    "flow-editor": "/flows/order_skipped?step=0", "flow-history": "/flows/order_skipped/history",
    "flow-report": "/flows/order_processed/report?days=30", "replies": "/replies",
    "flow-reset": "/flows/order_skipped/reset", "flow-new": "/flows/new", "activity": "/activity",
    "activity-skipped": "/activity?show=skipped", "parked": "/activity/parked", "subscribers": "/subscribers",
    "subscriber-new": "/subscribers/new", "import": "/subscribers/import", "settings": "/settings",
    "settings-sms": "/settings/sms", "quiet-hours": "/settings/sms/quiet-hours", "laws": "/settings/sms/laws",
    "frequency": "/settings/sms/frequency", "contact": "/settings/sms/contact", "keys": "/settings/keys",
    "changes": "/settings/changes", "sender": "/settings/sms/sender", "segments": "/segments",
    "segment-new": "/segments/new", "segment": "/segments/clicked_recharge",
    "segment-members": "/segments/received_recharge/members", "segment-export": "/segments/received_recharge/export",
    "export": "/subscribers/export", "campaigns": "/campaigns", "campaign-new": "/campaigns/new",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(newcomer, signed_in, stack, artefacts, scheme):
    merchant = newcomer(storage_state=signed_in, color_scheme=scheme, reduced_motion="reduce")
    faults = []
    for name, path in {**PAGES, **campaign(stack), "subscriber": subscriber(stack)}.items():
        merchant.goto(path[1:] if path.startswith("//") else f"/s/{stack.demo}{path}")
        faults += look(merchant.page, name, scheme, artefacts)
    assert faults == [], "\n".join(faults)


def campaign(stack):
    """A draft, its review, and one that was canceled long before its day, so that nothing waits for it."""
    def draft(send_at):
        text = {"name": "Spring", "template": "{{ store_name }}: 20 % off, https://shop.example/spring\nReply STOP to opt out"}
        campaign = {**text, "segment": "clicked_recharge", "send_at": send_at}
        return stack.done("POST", f"/stores/{stack.demo}/campaigns", campaign)["key"]
    one, other = draft("now"), draft(f"{stack.days_ago(-60)}T10:00")
    for deed in ("launch", "cancel"):
        stack.done("POST", f"/stores/{stack.demo}/campaigns/{other}/{deed}", {})
    return {"campaign-edit": f"/campaigns/{one}/edit", "campaign-review": f"/campaigns/{one}/review",
            "campaign-canceled": f"/campaigns/{other}"}


def subscriber(stack):
    listed = stack.done("GET", f"/stores/{stack.demo}/subscribers")["subscribers"]
    if not listed:
        stack.done("PUT", f"/stores/{stack.demo}/subscribers/+14155550142", {"consent": "subscribed"})
        return "/subscribers/+14155550142"
    return f"/subscribers/{listed[0]['phone']}"
