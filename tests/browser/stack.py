"""The running stack: its console's API, and its simulators of Recharge and of the phones."""

import contextlib
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PATIENCE = 60

# A phone's own browser.
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)


class Stack:
    """What `stack.json` names, and how to talk to it."""

    def __init__(self, handle):
        handle = json.loads(Path(handle).read_text())
        self.url = handle["api_url"]
        self.admin_key = handle["admin_key"]
        self.demo = handle["store"]
        self.recharge = handle["recharge_simulator_url"]
        self.sms = handle["sms_simulator_url"]
        self.clock = handle["clock_url"]
        self.meter = handle["meter_url"]
        self.demo_token = call("GET", f"{self.recharge}/_sim")[1]["demo_token"]

    def api(self, method, path, body=None, key=None):
        """Status and body of a call; `path` follows `/api/v1`."""
        return call(method, f"{self.url}/api/v1{path}", body, key or self.admin_key)

    def done(self, method, path, body=None):
        """The body of a call that must succeed."""
        status, answer = self.api(method, path, body)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer

    def settings(self, store):
        """A store's settings, as the API shows them."""
        return self.done("GET", f"/stores/{store}")["store"]

    def flow(self, store, key):
        """A flow, as the API shows it."""
        return self.done("GET", f"/stores/{store}/flows/{key}")

    def recharge_key(self, name, missing=()):
        """A new API key of Recharge's, without the named scopes."""
        scopes = {"read_customers", "read_orders", "read_payments", "read_subscriptions"} - set(missing)
        key = f"sk_test_1x1_{name}_{time.time_ns()}"
        token = {"token": key, "client_secret": f"secret-{key}", "scopes": sorted(scopes)}
        call("POST", f"{self.recharge}/_sim/tokens", token)
        return key

    def store(self, name, **fields):
        """A new connected store; gives its id and its Recharge key."""
        store, key = f"browser-{time.time_ns()}", self.recharge_key("store")
        self.done("POST", "/stores", {
            "id": store, "name": name, "recharge_api_key": key, "recharge_client_secret": f"secret-{key}",
            "time_zone": "America/New_York", "consent_mode": "checkout_phones", **fields,
        })
        return store, key

    def happens(self, key, topic, payload):
        """Recharge reports an event to the store with that key."""
        emission = {"topic": topic, "payload": payload, "token": key}
        status, deliveries = call("POST", f"{self.recharge}/_sim/emit", emission)
        assert status == 200 and deliveries, f"{topic} was not sent: {deliveries}"

    def now(self):
        """The stack's time, RFC 3339."""
        return call("GET", self.clock)[1]["now"]

    def days_ago(self, days):
        """The day in New York, so many days before the stack's today."""
        now = datetime.fromisoformat(self.now().replace("Z", "+00:00")).astimezone(ZoneInfo("America/New_York"))
        return (now.date() - timedelta(days)).isoformat()

    def advance(self, seconds):
        """Moves the stack's clock."""
        assert call("POST", f"{self.clock}/advance", {"seconds": seconds})[0] == 200

    @staticmethod
    def wait_until_effective():
        """Waits until every process goes by the settings and flows as they are now."""
        time.sleep(2)

    def read_units(self, function):
        """What a function has read from the table so far, in units of 4 KB; half of one where it may be stale."""
        table = call("GET", f"{self.meter}/meter")[1]
        callers = [operations for caller, operations in table.items() if caller.endswith(f"-{function}")]
        return sum(count["read_units"] for operations in callers for count in operations.values())

    def reply(self, phone, body):
        """The owner of a phone writes to the number that texted it."""
        assert call("POST", f"{self.sms}/replies", {"from": phone, "body": body})[0] == 200

    def refuse_next(self, phone):
        """The SMS provider refuses the next text to a phone, for a reason that may pass."""
        blocked = "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"
        fault = {"kind": "fail", "code": blocked, "to": phone}
        assert call("PUT", f"{self.sms}/_sim/faults", {"next": [fault]})[0] < 300

    def texts_to(self, phone):
        """What a phone got."""
        return [text["body"] for text in call("GET", f"{self.sms}/outbox")[1] if text["to"] == phone]

    @staticmethod
    def open_link(text):
        """A person opens the link of a text on their phone."""
        link = re.search(r"https?://\S+", text)[0]
        request = urllib.request.Request(link, headers={"user-agent": IPHONE})
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.build_opener(Stays, urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE)


class Stays(urllib.request.HTTPRedirectHandler):
    """Does not go where a link leads."""

    def redirect_request(self, *_):
        return None


def call(method, url, body=None, key=None):
    """Status and JSON of a request, whatever its status."""
    request = urllib.request.Request(url, method=method, headers={"content-type": "application/json"})
    if key:
        request.add_header("authorization", f"Bearer {key}")
    if body is not None:
        request.data = json.dumps(body).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            return response.status, read(response)
    except urllib.error.HTTPError as error:
        return error.code, read(error)


def read(response):
    text = response.read().decode()
    try:
        return json.loads(text)
    except ValueError:
        return text


def until(what, look):
    """The first truthy answer of `look`."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"not in {PATIENCE} s: {what}")
