"""A look at a page in two widths: what keeps somebody out (axe), what is cut off at the side, and a picture for people
to look at."""

from axe_playwright_python.sync_playwright import Axe

WIDTHS = {1280: 900, 390: 844}
# Narrower than any phone of today; nothing may be cut off even there.
NARROWEST = 320
GRAVE = ("serious", "critical")


def look(page, name, scheme, artefacts):
    """The faults of the page that is open."""
    faults = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{name} {width} {scheme}: {fault}" for fault in violations(page)]
        page.screenshot(path=artefacts / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append(f"{name} {scheme}: wider than {NARROWEST} px")
    page.set_viewport_size({"width": 1280, "height": 900})
    return faults


def violations(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:120]}"
        for one in found if one["impact"] in GRAVE for node in one["nodes"][:3]
    ]
