"""Pages in the states in which merchants meet them: empty, at fault, refused, warned, in conflict."""

import pytest

from look import look
from test_path import add_store


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state(newcomer, signed_in, stack, artefacts, scheme):
    merchant = newcomer(storage_state=signed_in, color_scheme=scheme, reduced_motion="reduce")
    store, _ = stack.store("Oat & Ember")
    faults = []
    for name, state in STATES.items():
        state(merchant, store)
        faults += look(merchant.page, name, scheme, artefacts)
    assert faults == [], "\n".join(faults)


def sign_in_refused(merchant, _):
    merchant.goto("/sign-in")
    merchant.type("Admin key", "not the key")
    merchant.type("Your name", "Ana")
    merchant.click("button", "Sign in")
    merchant.sees("This is not the admin key.")


def overview_new(merchant, store):
    merchant.goto(f"/s/{store}")


def recharge_missing(merchant, _):
    add_store(merchant, "Lacking")
    merchant.click("link", "Integrations")
    merchant.click("link", "Activate Recharge Subscriptions")
    merchant.type("API key", merchant.stack.recharge_key("lacking", missing=["read_payments"]))
    merchant.click("button", "Connect to Recharge")
    merchant.sees("The key cannot read Payments.")


def flow_warned(merchant, store):
    edit(merchant, store, "{{ store_name }}: Skipped, dear {{ first_name }}, and back in a month as ever 🎉☕")
    merchant.sees("Not in the SMS alphabet")


def flow_broken(merchant, store):
    edit(merchant, store, "{{ store_name }}: Skipped {{ first_nam }}")
    merchant.click("button", "Save changes")
    merchant.sees("Nothing was saved.")


def flow_full(merchant, store):
    """A follow-up, a condition and an A/B test."""
    edit(merchant, store, "{{ store_name }}: Skipped")
    merchant.click("button", "Try another text")
    merchant.page.get_by_text("Only if").first.click()
    merchant.page.locator("#step-0").get_by_role("button", name="Add a condition").click()
    merchant.click("button", "Add a follow-up message")
    merchant.sees("Message 2")


def flow_conflict(merchant, store):
    edit(merchant, store, "{{ store_name }}: Mine")
    flow = merchant.stack.flow(store, "order_skipped")
    step = {"template": "{{ store_name }}: Theirs"}
    merchant.stack.done("PUT", f"/stores/{store}/flows/order_skipped", {"steps": [step], "version": flow["version"]})
    merchant.click("button", "Save changes")
    merchant.sees("Somebody else changed this flow")


def settings_at_fault(merchant, store):
    merchant.goto(f"/s/{store}/settings/sms/frequency")
    merchant.type("Texts an hour", "99")
    merchant.click("button", "Save")
    merchant.sees("Nothing was saved.")


def key_shown(merchant, store):
    merchant.goto(f"/s/{store}/settings/keys")
    merchant.type("Name of the system", "Sign-up form")
    merchant.click("button", "Create key")
    merchant.sees("Copy the key now")


def import_done(merchant, store):
    merchant.goto(f"/s/{store}/subscribers/import")
    merchant.page.get_by_text("Paste a list instead").click()
    merchant.type("List", "phone,country\n+13035550101,US\nno phone,US\n")
    merchant.click("button", "Preview the list")
    merchant.sees("Line 3")
    merchant.click("button", "Import")
    merchant.sees("Look at these lines")


def subscribers_empty(merchant, store):
    merchant.goto(f"/s/{store}/subscribers?phone=%2B12125550999")


def edit(merchant, store, text):
    merchant.goto(f"/s/{store}/flows/order_skipped?step=0")
    merchant.page.evaluate("localStorage.clear()")
    merchant.goto(f"/s/{store}/flows/order_skipped?step=0")
    merchant.page.get_by_role("textbox", name="Text", exact=True).first.fill(text)


STATES = {
    "sign-in-refused": sign_in_refused, "overview-new": overview_new, "recharge-missing": recharge_missing,
    "flow-warned": flow_warned, "flow-broken": flow_broken, "flow-full": flow_full, "flow-conflict": flow_conflict,
    "settings-at-fault": settings_at_fault, "key-shown": key_shown, "import-done": import_done,
    "subscriber-not-found": subscribers_empty,
}
