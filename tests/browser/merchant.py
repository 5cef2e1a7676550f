"""A merchant at a browser: what they click is counted, what their browser asks for and complains of is kept."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

# Chromium's own words for an answer of 4xx or 5xx, which the tests look at themselves, and for a page that was left
# before it had faded in.
USUAL = re.compile("Failed to load resource: the server responded with a status of|Transition was (aborted|skipped)")


class Merchant:
    """One tab of one browser context."""

    def __init__(self, context, stack):
        self.stack, self.context = stack, context
        self.page = context.new_page()
        self.clicks, self.keys = 0, 0
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", self.note_dialog)
        self.page.on("pageerror", lambda error: self.note(str(error)))
        self.page.on("console", lambda message: self.note(message.text, message.type))

    def note_dialog(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.accept()

    def note(self, text, kind="error"):
        if kind in ("error", "warning") and not USUAL.match(text):
            self.complaints.append(text)

    def sign_in(self, name="Ana", key=None):
        self.goto("/sign-in")
        self.page.get_by_label("Admin key").fill(key or self.stack.admin_key)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def goto(self, path):
        return self.page.goto(self.stack.url + path)

    def click(self, role, name, within=None, exact=True):
        """Clicks the one thing of that role and name."""
        (within or self.page).get_by_role(role, name=name, exact=exact).click()
        self.clicks += 1

    def type(self, label, text, exact=True):
        """Types into a field, in place of what is there."""
        self.page.get_by_label(label, exact=exact).fill(text)
        self.keys += 1

    def sees(self, text, within=None):
        expect((within or self.page.locator("main")).get_by_text(text).filter(visible=True).first).to_be_visible()

    def is_at(self, path):
        expect(self.page).to_have_url(re.compile(re.escape(path)))

    @property
    def path(self):
        return urlsplit(self.page.url).path

    def foreign_requests(self):
        """What was asked of anybody else."""
        return [url for url in self.requests if not url.startswith((self.stack.url + "/", "data:", "blob:"))]
