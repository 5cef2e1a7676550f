"""Checks the simulator of Recharge with a client that we did not write, PyPI's `recharge-api`, and with answers
recorded from the real API: `python check.py <the command that starts the simulators>`.
"""

import hashlib
import hmac
import json
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from time import monotonic, sleep

import requests
from recharge import RechargeAPI
from recharge.api import RechargeResource
from recharge.client import RechargeClient
from recharge.exceptions import RechargeHTTPError
from recharge.retry import ExponentialBackoffRetry
from recharge.transport import RequestsTransport

FIXTURES = Path(__file__).parents[3] / "shared/recharge/tests/fixtures/2021-11"
CUSTOMERS, SUBSCRIPTIONS, CHARGES = 120, 23, 9
# Recharge waits so many seconds for an answer. A status that stands for none at all.
PATIENCE, SILENCE = 5, 0
SECRET = "a-client-secret-of-this-check"
# The client wants `write_customers` before it deletes a webhook. Recharge's read scopes register them.
SCOPES = ["read_customers", "read_orders", "read_payments", "read_subscriptions", "store_info", "write_customers"]

# What the real API answered, as RechargeSharp recorded it: method, path, body, status, answer.
RECORDED = [
    ("GET", "/addresses/1", None, 404, {"errors": "Not Found"}),
    ("GET", "/no_such_thing", None, 404, {"error": "endpoint not found"}),
    ("DELETE", "/token_information", None, 405, {"error": "method not allowed"}),
    ("GET", "/customers?cursor=test", None, 422, {"errors": {"cursor": ["Invalid value"]}}),
    ("GET", "/addresses?updated_at_max=test", None, 422,
     {"errors": {"updated_at_max": ["Invalid date: test. Must be a valid ISO-8601 datetime string"]}}),
    ("POST", "/webhooks", "", 415,
     {"error": "Bad Request",
      "message": "The server has refused to accept the request because the payload format is in an unsupported format"}),
]

checks = 0


def check(what, actual, expected=True):
    """Counts a check; the first that fails ends it all."""
    global checks
    checks += 1
    if actual != expected:
        sys.exit(f"{what}: {actual!r} instead of {expected!r}")


class Never(ExponentialBackoffRetry):
    """Shows what Recharge answers instead of trying again."""

    def should_retry(self, attempt, status_code):
        return False


class Counting(RequestsTransport):
    """Counts the client's requests."""

    calls = 0

    def send(self, *request):
        Counting.calls += 1
        return super().send(*request)


class Receiver(BaseHTTPRequestHandler):
    """An app's endpoint, which answers what it is told to."""

    statuses, received = [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        Receiver.received.append((self.headers, body))
        status = Receiver.statuses.pop(0) if len(Receiver.statuses) > 1 else Receiver.statuses[0]
        if status == SILENCE:
            sleep(PATIENCE + 1)
        else:
            self.send_response(status)
            self.end_headers()

    def log_message(self, *_):
        pass


def fixture(name):
    return json.loads((FIXTURES / f"{name}.json").read_text())["payload"]


def seed():
    """Objects in the shapes of recorded ones, under ids of their own."""
    many = lambda name, kind, count, **more: [
        fixture(name)[kind] | {"id": number} | {key: value(number) for key, value in more.items()}
        for number in range(1, count + 1)
    ]
    return {
        "customers": many("customer.activated", "customer", CUSTOMERS),
        "subscriptions": many(
            "subscription.created", "subscription", SUBSCRIPTIONS, customer_id=lambda number: number % 2 + 1
        ),
        "charges": many("charge.refunded", "charge", CHARGES),
    }


class Simulator:
    """The simulator's own control, which is no part of Recharge."""

    def __init__(self, url):
        self.url = url

    def ask(self, method, path, body=None):
        answer = requests.request(method, f"{self.url}/_sim{path}", json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def api(self, name, retries=None):
        """The independent client with a token, and so a bucket, of its own."""
        self.ask("POST", "/tokens", {"token": name, "client_secret": SECRET, "scopes": SCOPES})
        logger = logging.getLogger("recharge-api")
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        return RechargeAPI(name, client=RechargeClient(name, Counting(), retries or Never(), logger))


def reading(api):
    check("scopes", sorted(api.scopes), sorted(SCOPES))
    check("token", api.v2.Token.get().client.name, "Demo Coffee")
    check("time zone", api.v2.Store.get().timezone.iana_name, "America/New_York")
    check("a customer", api.v2.Customer.get("7").id, 7)
    included = api.v2.Customer.get("2", includes=["subscriptions"])
    check("included", len(included.model_extra["subscriptions"]), SUBSCRIPTIONS // 2 + 1)
    check("a subscription", api.v2.Subscription.get("3").next_charge_scheduled_at, "2022-04-09")
    check("a charge", api.v2.Charge.get("4").status, "REFUNDED")


def paging(api):
    for limit, pages in [(None, 3), ("250", 1), ("50", 3), ("7", 18), ("1", 120)]:
        simulator.ask("PUT", "/faults", {"rate_limit": False})
        before = Counting.calls
        ids = [customer.id for customer in api.v2.Customer.list_all({"limit": limit} if limit else None)]
        check(f"customers by {limit}", sorted(ids), list(range(1, CUSTOMERS + 1)))
        check(f"pages by {limit}", Counting.calls - before, pages)
    check("one page", len(api.v2.Customer.list_()), 50)
    theirs = api.v2.Subscription.list_all({"customer_id": "2", "limit": "5"})
    check("a filter goes with the cursor", {it.customer_id for it in theirs}, {2})
    check("filtered", len(theirs), SUBSCRIPTIONS // 2 + 1)
    check("charges", len(api.v2.Charge.list_all({"limit": "4"})), CHARGES)
    simulator.ask("DELETE", "/faults")


def webhooks(api, address):
    made = [
        api.v2.Webhook.create({"address": address, "topic": topic, "included_objects": ["customer"], "version": "2021-11"})
        for topic in ["subscription/created", "charge/paid", "order/processed"]
    ]
    check("made", [it.id for it in api.v2.Webhook.list_()][::-1], [it.id for it in made])
    check("read", api.v2.Webhook.get(str(made[1].id)).topic, "charge/paid")
    check("updated", api.v2.Webhook.update(str(made[1].id), {"topic": "charge/failed"}).topic, "charge/failed")
    refused(422, lambda: api.v2.Webhook.create({"address": address, "topic": "subscription/created"}))
    api.v2.Webhook.delete(str(made[2].id))
    refused(404, lambda: api.v2.Webhook.get(str(made[2].id)))
    check("all", len(api.v2.Webhook.list_all()), 2)


def refused(status, call):
    try:
        call()
    except RechargeHTTPError as error:
        check("refused", error.status_code, status)
    else:
        check(f"refused with {status}", False)


def recorded(token):
    for method, path, body, status, expected in RECORDED:
        headers = {"x-recharge-access-token": token, "x-recharge-version": "2021-11"}
        answer = requests.request(method, simulator.url + path, data=body, headers=headers, timeout=60)
        check(f"{method} {path}", (answer.status_code, answer.json()), (status, expected))


def rate_limit():
    impatient = simulator.api("impatient")
    # Reading the token was the first of forty.
    for _ in range(39):
        impatient.v2.Webhook.list_()
    refused(429, impatient.v2.Webhook.list_)
    patient = simulator.api("patient", ExponentialBackoffRetry())
    for _ in range(39):
        patient.v2.Webhook.list_()
    check("after the client's own backoff", patient.v2.Webhook.list_(), [])


def delivering():
    """Both signatures, by the words of Recharge's documentation; retries, and the end of them."""
    Receiver.statuses[:] = [SILENCE, 503, 408, 429, 200]
    simulator.ask("PUT", "/retries", {"backoff_ms": 1})
    payload = {"subscription": {"id": 1, "customer_id": 7}}
    event = {"token": "check", "topic": "subscription/created", "payload": payload}
    began = monotonic()
    [delivery] = simulator.ask("POST", "/emit", event)
    check("attempts", (delivery["attempts"], delivery["outcome"]), (5, "delivered"))
    check("patience", PATIENCE <= monotonic() - began < PATIENCE + 1)
    for headers, body in Receiver.received:
        time = headers["x-recharge-webhook-timestamp"]
        code = hmac.new(SECRET.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()
        check("the newer signature", headers["x-recharge-webhook-signature"], f"t={time},v1={code}")
        older = hashlib.sha256(SECRET.encode() + body).hexdigest()
        check("the older signature", headers["x-recharge-hmac-sha256"], older)
        check("the included customer", json.loads(body)["customer"]["id"], 7)
    Receiver.statuses[:] = [500]
    [delivery] = simulator.ask("POST", "/emit", event)
    check("attempts in vain", (delivery["attempts"], delivery["outcome"]), (20, "failed"))


def main(address):
    simulator.ask("POST", "/objects", seed())
    api = simulator.api("check")
    reading(api)
    paging(api)
    webhooks(api, address)
    recorded("check")
    rate_limit()
    delivering()
    check("the webhook is deleted after twenty failures", [it.topic for it in simulator.api("check").v2.Webhook.list_()],
          ["charge/failed"])
    print(f"Recharge's simulator: {checks} checks with recharge-api {version('recharge-api')}, 0 differences")


if __name__ == "__main__":
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
    try:
        simulator = Simulator(json.loads(process.stdout.readline())["recharge_simulator_url"])
        RechargeResource.base_url = RechargeClient.base_url = simulator.url
        receiver = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        main(f"http://127.0.0.1:{receiver.server_port}/hook")
    finally:
        process.terminate()
        process.wait()
