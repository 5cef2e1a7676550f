"""Says whether a call is one that AWS's own models of its services allow. The functions write their requests themselves, and the
emulator takes what it does not know without a word, as AWS often does: a misspelled field would go unnoticed."""

import json

import botocore.session
from botocore.validate import ParamValidator

# The services as botocore calls them, by what stands before the operation in X-Amz-Target.
TARGETS = {
    "AWSEvents": "events",
    "AmazonSQS": "sqs",
    "AmazonSSM": "ssm",
    "DynamoDB_20120810": "dynamodb",
    "PinpointSMSVoiceV2": "pinpoint-sms-voice-v2",
    "secretsmanager": "secretsmanager",
}
SCHEDULES = "/schedules/"


# Read before the first call comes: one of them is a megabyte of JSON.
SESSION = botocore.session.get_session()
MODELS = {name: SESSION.get_service_model(name) for name in ["scheduler", *TARGETS.values()]}


def input_shape(service: str, operation: str):
    return MODELS[service].operation_model(operation).input_shape


def problem(target: str, path: str, body: bytes) -> str | None:
    """What is wrong with a call; None where nothing is, or where it is of another kind."""
    prefix, _, operation = target.partition(".")
    if prefix in TARGETS:
        return of_input(input_shape(TARGETS[prefix], operation), json.loads(body))
    if not target and path.startswith(SCHEDULES):
        named = json.loads(body) | {"Name": path.removeprefix(SCHEDULES)}
        return of_input(input_shape("scheduler", "CreateSchedule"), named)
    return f"{target} is of no service that Rechime calls"


def of_input(shape, given: dict) -> str | None:
    report = ParamValidator().validate(given, shape)
    return report.generate_report() if report.has_errors() else strange_word(shape, given)


def strange_word(shape, given) -> str | None:
    """A text that is none of those that its shape lists, which the validator does not look at."""
    if shape.type_name == "structure":
        parts = [(shape.members[name], value) for name, value in given.items()]
    elif shape.type_name == "list":
        parts = [(shape.member, value) for value in given]
    elif shape.type_name == "map":
        parts = [(shape.value, value) for value in given.values()]
    else:
        words = getattr(shape, "enum", None)
        return f"{given} is none of {words}" if words and given not in words else None
    return next(filter(None, (strange_word(part, value) for part, value in parts)), None)
