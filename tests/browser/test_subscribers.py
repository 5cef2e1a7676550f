"""Subscribers: found, added, opted out, imported."""

import time

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def shop(stack):
    return stack.store("Subscribers")[0]


def test_one_is_added_with_consent_and_opted_out(ana, stack, shop):
    ana.goto(f"/s/{shop}/subscribers")
    ana.page.get_by_role("link", name="Add subscriber").click()
    ana.type("Phone number", "(415) 555-2671")
    ana.page.get_by_role("checkbox", name="They agreed to texts from this store").check()
    ana.type("What they were shown or said", "Yes, text me")
    ana.click("button", "Add subscriber")
    ana.sees("+1 415 555 2671")
    ana.sees("Subscribed")
    ana.sees("Yes, text me")
    ana.type("Reason, or their own words", "Please stop")
    ana.click("button", "Opt out")
    ana.sees("They are opted out.")
    ana.sees("Only they can come back")
    assert stack.done("GET", f"/stores/{shop}/subscribers/+14155552671")["consent"] == "unsubscribed"


def test_one_is_found_by_a_phone_however_it_is_written(ana, stack, shop):
    stack.done("PUT", f"/stores/{shop}/subscribers/+12125550188", {"consent": "subscribed"})
    ana.goto(f"/s/{shop}/subscribers")
    ana.type("Phone number or its beginning, or e-mail", "212 555 0188")
    ana.click("button", "Find")
    ana.sees("+1 212 555 0188")
    ana.goto(f"/s/{shop}/subscribers")
    ana.type("Phone number or its beginning, or e-mail", "212 555 0999")
    ana.click("button", "Find")
    ana.sees("is not on the list.")


LIST = b"phone,country\r\n+13035550101,US\r\n+13035550102,US\r\nno phone,US\r\n"


def test_a_file_is_imported_and_its_refused_lines_are_taken_away(ana, shop):
    ana.goto(f"/s/{shop}/subscribers")
    ana.click("link", "Import")
    ana.page.locator("#file").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": LIST})
    ana.click("button", "Preview")
    ana.sees("This would happen; nothing is saved yet")
    ana.sees("1 line (4)")
    expect(ana.page.get_by_label("The file", exact=True)).to_be_hidden()
    ana.click("button", "Import 3 lines")
    expect(ana.page.get_by_role("heading", name="Done", exact=True)).to_be_focused()
    with ana.page.expect_download() as download:
        ana.click("button", "Download the refused lines")
    assert open(download.value.path()).read().startswith("phone,country,line,why_refused\nno phone,US,4,")
    ana.page.reload()
    ana.sees("Done")
    ana.goto(f"/s/{shop}/subscribers")
    ana.sees("+1 303 555 0101")


def test_a_long_file_is_sent_in_parts(ana, stack, shop):
    lines = [f"+1720555{number:04},yes,{'x' * 200}" for number in range(6_000)]
    text = "phone,consent,note\r\n" + "\r\n".join(lines)
    ana.goto(f"/s/{shop}/subscribers/import")
    ana.page.locator("#file").set_input_files({"name": "long.csv", "mimeType": "text/csv", "buffer": text.encode("utf-16")})
    parts = []
    ana.page.on("request", lambda request: parts.append(request.url) if request.url.endswith("/preview") else None)
    ana.click("button", "Preview")
    ana.sees("This would happen; nothing is saved yet")
    assert len(parts) == 3, "1.3 MB in parts of 512 KiB"
    ana.sees("6,000 people")


def test_the_same_without_javascript(without_javascript, stack, shop):
    merchant = without_javascript
    file = {"name": "plain.csv", "mimeType": "text/csv", "buffer": LIST.replace(b"303", b"304")}
    merchant.goto(f"/s/{shop}/subscribers/import")
    merchant.page.locator("#file").set_input_files(file)
    merchant.click("button", "Preview")
    merchant.sees("This would happen; nothing is saved yet")
    merchant.page.get_by_label("The file", exact=True).set_input_files(file)
    merchant.click("button", "Import 3 lines")
    expect(merchant.page.get_by_role("heading", name="Done", exact=True)).to_be_visible()
    merchant.page.get_by_label("The file", exact=True).set_input_files(file)
    with merchant.page.expect_download() as download:
        merchant.click("button", "Download the refused lines")
    assert "no phone,US,4," in open(download.value.path()).read()
    assert stack.done("GET", f"/stores/{shop}/subscribers/+13045550101")["consent"] == "subscribed"


def test_a_pasted_list_is_imported_and_its_odd_lines_are_named(ana, shop):
    ana.goto(f"/s/{shop}/subscribers/import")
    ana.page.get_by_text("Paste a list instead").click()
    ana.type("List", "phone,country\n+13055550101,US\nno phone,US\n")
    ana.click("button", "Preview the list")
    ana.sees("Line 3")
    ana.click("button", "Import")
    ana.sees("Look at these lines")
    ana.goto(f"/s/{shop}/subscribers")
    ana.sees("+1 305 555 0101")


def test_the_list_and_a_person_are_taken_away(ana, stack, shop):
    stack.done("PUT", f"/stores/{shop}/subscribers/+12125550189", {"consent": "subscribed"})
    ana.goto(f"/s/{shop}/subscribers")
    ana.click("link", "Export")
    with ana.page.expect_download() as download:
        ana.click("link", "Download CSV")
    table = open(download.value.path()).read()
    assert table.startswith("phone,") and "2125550189" in table
    ana.goto(f"/s/{shop}/subscribers/+12125550189")
    with ana.page.expect_download() as download:
        ana.click("link", "Export their data")
    assert "+12125550189" in open(download.value.path()).read()
