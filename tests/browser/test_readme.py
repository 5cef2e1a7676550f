"""The pictures of README, left in `readme` among the screenshots; `docs/images` has those of the last time somebody
copied them."""

PICTURES = {
    "overview": "?days=30", "flow-editor": "/flows/order_skipped?step=0", "activity": "/activity", "quiet-hours": "/settings/sms/quiet-hours",
}


def test_pictures(newcomer, signed_in, stack, artefacts):
    (artefacts / "readme").mkdir()
    merchant = newcomer(storage_state=signed_in, viewport={"width": 1120, "height": 700})
    for name, path in PICTURES.items():
        merchant.goto(f"/s/{stack.demo}{path}")
        merchant.page.screenshot(path=artefacts / "readme" / f"{name}.png")
