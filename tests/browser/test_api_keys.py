"""API keys: made on the page, shown once, good for what they were made for, refused once revoked."""

from playwright.sync_api import expect


def test_a_key_is_made_shown_once_used_and_revoked(ana, stack):
    store, _ = stack.store("Keys")
    ana.goto(f"/s/{store}/settings")
    ana.click("link", "API keys")
    ana.sees("No keys yet")
    ana.type("Name of the system", "Sign-up form")
    ana.page.get_by_role("checkbox", name="Read").check()
    ana.click("button", "Create key")
    ana.sees("Copy the key now")
    key = ana.page.locator("#new-key").inner_text()
    assert key.startswith("rch_")

    assert stack.api("GET", f"/stores/{store}", key=key)[0] == 200
    assert stack.api("PATCH", f"/stores/{store}", {"contact": "a@b.example"}, key=key)[0] == 403
    assert stack.api("GET", f"/stores/{stack.demo}", key=key)[0] == 401, "another store's"

    ana.goto(f"/s/{store}/settings/keys")
    ana.sees("Sign-up form")
    expect(ana.page.get_by_text(key)).to_have_count(0)
    ana.click("link", "Revoke")
    ana.sees("The system that uses it is refused within a minute.")
    ana.click("button", "Revoke the key")
    ana.sees("No keys yet")
    # A process that knows the key asks for it again after a minute.
    stack.advance(60)
    assert stack.api("GET", f"/stores/{store}", key=key)[0] == 401
