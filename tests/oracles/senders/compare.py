"""Compares what we tell SMS providers, and believe of them, with their own libraries.

usage: compare.py PROGRAM, where PROGRAM is the example `senders` of rechime-sms, built.

What is sent to AWS must be valid by the service model of boto3 (botocore). Calls of Twilio are signed by Twilio's library
for two subaccounts: each must be taken at the addresses of its own account, and refused at those of the other and with
anything changed. And what our own signature accepts, Twilio's library must accept.
"""

import json
import random
import subprocess
import sys
from urllib.parse import parse_qs, urlencode, urlsplit

import botocore.session
from botocore.validate import ParamValidator
from twilio.request_validator import RequestValidator

BODIES = ["STOP", "Stop please 😀", "ñandú = 100% & more", "a+b c", "two\nlines", "", "x" * 1600, "From+14155550000"]


def check_aws(sent):
    """Bodies of SendTextMessage, by the model."""
    model = botocore.session.get_session().get_service_model("pinpoint-sms-voice-v2")
    shape = model.operation_model("SendTextMessage").input_shape
    bodies = [json.loads(one["body"]) for one in sent if '"MessageBody"' in one["body"]]
    assert len(bodies) == 4, sent
    for body in bodies:
        report = ParamValidator().validate(body, shape)
        assert not report.has_errors(), report.generate_report()
        unknown = set(body) - set(shape.members)
        assert not unknown, unknown
    assert {body["OriginationIdentity"] for body in bodies} >= {"+18005551401"}
    return len(bodies)


def call(url, fields, signature):
    """A call as API Gateway hands it over."""
    parts = urlsplit(url)
    return {
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        "headers": {"x-twilio-signature": signature},
        "body": urlencode(fields),
        "isBase64Encoded": False,
    }


class Door:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.told = json.loads(self.process.stdout.readline())

    def asked(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


def sid(number):
    return f"SM{number:032x}"


def form(account, number, body, numbered):
    fields = {
        "AccountSid": account, "ApiVersion": "2010-04-01", "Body": body, "From": "+14155552671",
        "MessageSid": sid(numbered), "NumMedia": "0", "SmsSid": sid(numbered), "To": number,
    }
    return {name: value for name, value in fields.items() if value}


def receipt(account, status, numbered):
    return {
        "AccountSid": account, "From": "+18005551301", "MessageSid": sid(numbered), "MessageStatus": status,
        "SmsStatus": status, "To": "+14155552671",
    }


def check_calls(door):
    """Every call with each account's signature at each account's addresses."""
    compared, chance = 0, random.Random(7)
    accounts, replies = door.told["accounts"], door.told["replies"]
    forms = [one["body"] for one in door.told["sent"] if "StatusCallback" in one["body"]]
    receipts = [parse_qs(body)["StatusCallback"][0] for body in forms]
    assert len(receipts) == len(accounts) == 2, door.told
    for at, (account, token) in enumerate(accounts):
        validator = RequestValidator(token)
        for numbered, body in enumerate(BODIES):
            fields = form(account, f"+1800555130{at + 1}", body, numbered + 1)
            for where, url in enumerate(replies):
                signature = validator.compute_signature(url, fields)
                assert validator.validate(url, fields, signature)
                expected = "taken" if where == at else "Forbidden"
                answer = door.asked(call(url, fields, signature))
                assert answer == expected, (answer, expected, url, fields)
                changed = {**fields, "Body": fields.get("Body", "") + "x"}
                assert not validator.validate(url, changed, signature)
                assert door.asked(call(url, changed, signature)) == "Forbidden", changed
                compared += 2
            shuffled = list(fields.items())
            chance.shuffle(shuffled)
            assert door.asked(call(replies[at], shuffled, validator.compute_signature(replies[at], fields))) == "taken"
            for port in [replies[at].replace("texts.example", "texts.example:443")]:
                signature = validator.compute_signature(port, fields)
                assert validator.validate(replies[at], fields, signature)
                assert door.asked(call(replies[at], fields, signature)) == "taken"
            compared += 2
        for status, expected in [("delivered", "taken"), ("undelivered", "taken"), ("queued", "nothing new")]:
            for where, url in enumerate(receipts):
                fields = receipt(account, status, 77)
                answer = door.asked(call(url, fields, validator.compute_signature(url, fields)))
                assert answer == (expected if where == at else "Forbidden"), (answer, status, url)
                compared += 1
    return compared


def main(program):
    door = Door(program)
    bodies, calls = check_aws(door.told["sent"]), check_calls(door)
    print(f"  {bodies} requests by boto3's model, {calls} calls by Twilio's library: no difference")


if __name__ == "__main__":
    main(*sys.argv[1:])
