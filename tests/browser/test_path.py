"""The path of a new merchant, word for word as the product's first user described it."""

from playwright.sync_api import expect


def add_store(merchant, name):
    """A new store, made through the pages."""
    merchant.goto("/stores")
    merchant.click("link", "Add a store")
    merchant.type("Store name", name)
    merchant.click("button", "Create store")
    merchant.sees("Set up your store")
    merchant.clicks = merchant.keys = 0


def menu(merchant):
    return merchant.page.get_by_role("navigation", name="Menu")


def connect(merchant, key):
    """Integrations, Recharge Subscriptions, Activate, API key, Connect to Recharge."""
    merchant.click("link", "Integrations", menu(merchant))
    merchant.click("link", "Activate Recharge Subscriptions")
    merchant.type("API key", key)
    merchant.click("button", "Connect to Recharge")


def test_a_new_store_connects_to_recharge(ana, stack):
    add_store(ana, "Path & Co")
    connect(ana, stack.recharge_key("path"))
    ana.sees("Live")
    ana.sees("Recharge is connected")
    ana.click("link", "Integrations", menu(ana))
    ana.sees("Live")


def test_a_key_that_lacks_a_scope_says_which_and_where(ana, stack):
    add_store(ana, "Path & Co")
    connect(ana, stack.recharge_key("lacking", missing=["read_payments", "read_orders"]))
    ana.sees("The key cannot read Orders and Payments.")
    ana.sees("Choose your key, tick Read for what is missing, and save.")
    ana.sees("Payments · missing")
    expect(ana.page.get_by_text("Subscriptions · missing")).to_have_count(0)
    ana.type("API key", stack.recharge_key("mended"))
    ana.click("button", "Connect to Recharge")
    ana.sees("Recharge is connected")


def test_a_key_that_recharge_does_not_know_is_refused_in_words(ana):
    add_store(ana, "Path & Co")
    connect(ana, "sk_test_nobody")
    ana.sees("Recharge does not accept this API key.")
    expect(ana.page.get_by_label("API key", exact=True)).to_have_value("")


def test_each_of_the_twelve_flows_opens_at_its_bubble_and_is_activated(ana, stack):
    store, _ = stack.store("Twelve")
    flows = stack.done("GET", f"/stores/{store}/flows")["flows"]
    assert len(flows) == 12
    ana.goto(f"/s/{store}")
    for flow in flows:
        ana.click("link", "Automated Flows", menu(ana))
        ana.page.get_by_role("link", name=flow["name"]).first.click()
        bubble = ana.page.locator("a.bubble")
        assert "Twelve: " in bubble.inner_text()
        bubble.click()
        text = ana.page.get_by_role("textbox", name="Text", exact=True)
        expect(text).to_be_focused()
        assert text.bounding_box()["x"] < bubble.bounding_box()["x"], "the editor is at the left of its bubble"
        ana.click("button", "Activate")
        ana.sees("The flow is live.")
    shown = stack.done("GET", f"/stores/{store}/flows")["flows"]
    assert [flow["status"] for flow in shown] == ["active"] * 12
