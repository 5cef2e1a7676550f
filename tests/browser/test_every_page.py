"""Every page, in two widths and both colour schemes: nothing that keeps somebody out (axe), nothing cut off at the
side, and a picture of each for people to look at."""

import pytest
from axe_playwright_python.sync_playwright import Axe

# Below `/s/demo`, unless they begin at the root.
PAGES = {
    "sign-in": "//sign-in", "account": "//account", "stores": "//stores", "store-new": "//stores/new",
    "not-found": "/nothing", "overview": "", "integrations": "/integrations",
    "recharge": "/integrations/recharge", "recharge-replace": "/integrations/recharge?replace=yes",
    "shopify": "/integrations/shopify", "flows": "/flows", "flow": "/flows/order_skipped",
    "flow-editor": "/flows/order_skipped?step=0", "flow-history": "/flows/order_skipped/history",
    "flow-reset": "/flows/order_skipped/reset", "flow-new": "/flows/new", "activity": "/activity",
    "activity-skipped": "/activity?show=skipped", "parked": "/activity/parked", "subscribers": "/subscribers",
    "subscriber-new": "/subscribers/new", "import": "/subscribers/import", "settings": "/settings",
    "settings-sms": "/settings/sms", "quiet-hours": "/settings/sms/quiet-hours", "laws": "/settings/sms/laws",
    "frequency": "/settings/sms/frequency", "contact": "/settings/sms/contact", "keys": "/settings/keys",
    "changes": "/settings/changes",
}
WIDTHS = {1280: 900, 390: 844}
# A width below that of any phone of today, at which nothing may be cut off either.
NARROWEST = 320
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(newcomer, signed_in, stack, artefacts, scheme):
    merchant = newcomer(storage_state=signed_in, color_scheme=scheme, reduced_motion="reduce")
    faults = []
    for name, path in {**PAGES, "subscriber": subscriber(stack)}.items():
        merchant.goto(path[1:] if path.startswith("//") else f"/s/{stack.demo}{path}")
        for width, height in WIDTHS.items():
            merchant.page.set_viewport_size({"width": width, "height": height})
            faults += [f"{name} {width}: {fault}" for fault in violations(merchant.page)]
            merchant.page.screenshot(path=artefacts / f"{name}-{width}-{scheme}.png", full_page=True)
        merchant.page.set_viewport_size({"width": NARROWEST, "height": 700})
        if cut_off(merchant.page):
            faults.append(f"{name}: wider than {NARROWEST} px")
    assert faults == [], "\n".join(faults)


def subscriber(stack):
    listed = stack.done("GET", f"/stores/{stack.demo}/subscribers")["subscribers"]
    if not listed:
        stack.done("PUT", f"/stores/{stack.demo}/subscribers/+14155550142", {"consent": "subscribed"})
        return "/subscribers/+14155550142"
    return f"/subscribers/{listed[0]['phone']}"


def violations(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:120]}"
        for one in found if one["impact"] in GRAVE for node in one["nodes"][:3]
    ]


def cut_off(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
