"""Forms of other pages are refused, whatever they know besides the token, and change nothing."""

from urllib.parse import urlencode

import pytest

FORGED = [
    pytest.param({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, id="another site"),
    pytest.param({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, id="a page without origin"),
    pytest.param({"Origin": "null"}, id="no origin, and a browser that says nothing"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="another host of the same site"),
    pytest.param({}, id="no browser at all"),
]


@pytest.fixture
def form(ana, stack):
    """The address of a store's settings, and a form that would rename it."""
    store, _ = stack.store("Untouched")
    ana.goto(f"/s/{store}/settings")
    fields = ana.page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    cookie, = ana.context.cookies()
    return store, {**fields, "name": "Forged"}, f"{cookie['name']}={cookie['value']}"


def send(ana, store, body, headers, content_type="application/x-www-form-urlencoded"):
    headers = {"Content-Type": content_type, **headers}
    return ana.page.request.post(f"{ana.stack.url}/s/{store}/settings", data=body, headers=headers, max_redirects=0)


def name(stack, store):
    return stack.settings(store)["name"]


@pytest.mark.parametrize("headers", FORGED)
def test_a_foreign_form_with_the_right_token(ana, stack, form, headers):
    store, fields, cookie = form
    answer = send(ana, store, urlencode(fields), {**headers, "Cookie": cookie})
    assert answer.status == 403
    assert name(stack, store) == "Untouched"


def test_our_own_origin_without_the_token(ana, stack, form):
    store, fields, cookie = form
    own = {"Origin": stack.url, "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
    for token in ("", "0" * len(fields["csrf"])):
        assert send(ana, store, urlencode({**fields, "csrf": token}), own).status in (400, 403)
    assert name(stack, store) == "Untouched"
    assert send(ana, store, urlencode(fields), own).status == 303, "the very same form with its token is taken"
    assert name(stack, store) == "Forged"


def test_plain_text_is_no_form(ana, stack, form):
    store, fields, cookie = form
    own = {"Origin": stack.url, "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
    assert send(ana, store, urlencode(fields), own, "text/plain").status in (400, 403, 415)
    assert name(stack, store) == "Untouched"


def test_the_cookie_opens_no_api_and_a_key_opens_no_page(ana, stack, form):
    store, _, cookie = form
    answer = ana.page.request.get(f"{stack.url}/api/v1/stores/{store}", headers={"Cookie": cookie})
    assert answer.status == 401
    bearer = {"Authorization": f"Bearer {stack.admin_key}", "Cookie": ""}
    answer = ana.page.request.get(f"{stack.url}/s/{store}", headers=bearer, max_redirects=0)
    assert answer.status == 303
