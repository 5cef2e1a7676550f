"""The stack, the browser, and merchants who sit at it. Every test ends with a look at what their browsers did: nothing
was asked of another origin, no script failed, nothing was refused by the content security policy, no dialog opened."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright, expect

from merchant import Merchant
from stack import Stack

# For a busy machine; nothing waits longer than it must.
PATIENCE_MS = int(os.environ.get("RECHIME_PATIENCE_MS", 20_000))

# Where a merchant of the tests lives, so that what browsers fill in does not depend on the machine.
HOME = {"locale": "en-US", "timezone_id": "America/New_York", "viewport": {"width": 1280, "height": 900}}

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def stack():
    return Stack(os.environ["RECHIME_STACK"])


@pytest.fixture(scope="session")
def artefacts():
    """Where screenshots are kept."""
    directory = Path(os.environ["RECHIME_SCREENSHOTS"])
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        # Chromium refuses to run as root inside its sandbox.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=os.environ["RECHIME_CHROMIUM"], args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium, stack):
    """The cookies of Ana's session."""
    context = chromium.new_context(**HOME)
    Merchant(context, stack).sign_in("Ana")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def newcomer(chromium, stack):
    """Makes merchants who are not signed in, each at a browser of their own."""
    merchants = []

    def make(**options):
        context = chromium.new_context(**{**HOME, **options})
        context.set_default_timeout(PATIENCE_MS)
        merchants.append(Merchant(context, stack))
        return merchants[-1]

    yield make
    for merchant in merchants:
        merchant.context.close()
    for merchant in merchants:
        assert merchant.foreign_requests() == []
        assert merchant.complaints == []


@pytest.fixture
def ana(newcomer, signed_in):
    """A merchant who is signed in."""
    return newcomer(storage_state=signed_in)


@pytest.fixture
def ben(newcomer):
    """Her colleague, in a session of his own."""
    return newcomer().sign_in("Ben")


@pytest.fixture
def without_javascript(newcomer, signed_in):
    """The same merchant at a browser that runs no script."""
    return newcomer(storage_state=signed_in, java_script_enabled=False)
