"""Without JavaScript: connecting, editing and activating work by links and forms alone."""

from playwright.sync_api import expect

from test_path import menu


def test_connect_edit_and_activate(without_javascript, stack):
    merchant = without_javascript
    merchant.goto("/stores/new")
    merchant.type("Store name", "Plain")
    merchant.type("Time zone", "America/Chicago")
    merchant.type("Country", "US")
    merchant.click("button", "Create store")
    merchant.click("link", "Integrations")
    merchant.click("link", "Activate Recharge Subscriptions")
    merchant.type("API key", stack.recharge_key("plain"))
    merchant.click("button", "Connect to Recharge")
    merchant.sees("Recharge is connected")

    merchant.click("link", "Automated Flows", menu(merchant))
    merchant.page.get_by_role("link", name="Order Skipped").first.click()
    merchant.page.locator("a.bubble").click()
    merchant.is_at("step=0")
    text = merchant.page.get_by_role("textbox", name="Text", exact=True)
    text.fill("{{ store_name }}: Skipped, {{ first_name }} 🎉")
    merchant.click("button", "Update preview")
    expect(merchant.page.locator("a.bubble")).to_contain_text("Plain: Skipped, Maya 🎉")
    merchant.click("button", "Take them out")
    expect(text).to_have_value("{{ store_name }}: Skipped, {{ first_name }}")
    merchant.click("button", "Activate")
    merchant.sees("The flow is live.")
    store = merchant.path.split("/")[2]
    flow = stack.flow(store, "order_skipped")
    assert flow["status"] == "active"
    assert flow["steps"][0]["template"] == "{{ store_name }}: Skipped, {{ first_name }}"

    merchant.click("link", "Automated Flows", menu(merchant))
    merchant.click("button", "Activate the other 11")
    merchant.sees("All flows are live.")
