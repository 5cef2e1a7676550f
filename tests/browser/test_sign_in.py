"""Signing in and out."""


def test_a_wrong_key_is_refused_and_the_name_stays(newcomer):
    merchant = newcomer().sign_in("Ana", key="not the key")
    merchant.sees("This is not the admin key.")
    assert merchant.page.get_by_label("Your name").input_value() == "Ana"
    assert merchant.page.get_by_label("Admin key").input_value() == ""


def test_the_right_key_opens_the_store_and_signing_out_closes_it(newcomer):
    merchant = newcomer()
    merchant.goto("/s/demo/flows")
    merchant.is_at("/sign-in")
    merchant.type("Admin key", merchant.stack.admin_key)
    merchant.type("Your name", "Ana")
    merchant.click("button", "Sign in")
    merchant.is_at("/s/demo/flows")

    cookie, = merchant.context.cookies()
    assert cookie["name"] == "__Host-rechime"
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"], cookie["path"]) == (True, True, "Strict", "/")

    merchant.click("button", "Sign out")
    merchant.is_at("/sign-in")
    assert merchant.context.cookies() == []
    merchant.context.add_cookies([cookie])
    merchant.goto("/s/demo")
    merchant.is_at("/sign-in")


def test_a_link_from_another_site_finds_the_session(ana):
    """The cookie does not come along with a foreign link; the page asks for itself once more, and then it does."""
    foreign = ana.stack.url.replace("127.0.0.1", "localhost")
    ana.page.goto(f"{foreign}/sign-in")
    ana.page.evaluate("address => { location.href = address }", f"{ana.stack.url}/s/demo/flows")
    ana.is_at("/s/demo/flows")
    ana.sees("Automated Flows")
    ana.requests.clear()


def test_signing_out_everywhere_ends_every_session(newcomer, signed_in):
    one, other = newcomer().sign_in("Ana"), newcomer().sign_in("Ben")
    one.goto("/account")
    one.click("button", "Sign out everywhere")
    other.goto("/s/demo")
    other.is_at("/sign-in")
    # The other tests go on as Ana.
    signed_in.update(newcomer().sign_in("Ana").context.storage_state())
