"""Starts the AWS emulator as the local stack wants it. The caller gives the environment, which every function inherits."""

import bisect
import gc
import hashlib
import itertools
import json
import re
import string
import threading
import time
from datetime import datetime, timedelta

import ministack.app as emulator
import ministack.services.apigateway as gateway
import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.dynamodb as dynamodb
import ministack.services.lambda_svc as functions
import ministack.services.scheduler as scheduler
import service_models

generate_secret = provisioners._sm_secret_string


def without_punctuation(properties: dict) -> str:
    """Honours ExcludePunctuation, which the emulator's CloudFormation does not know."""
    generate = properties.get("GenerateSecretString") or {}
    if generate.get("ExcludePunctuation"):
        generate = generate | {"ExcludeCharacters": string.punctuation}
    return generate_secret(properties | {"GenerateSecretString": generate})


provisioners._sm_secret_string = without_punctuation


class Unreaped(type(dynamodb._ttl_settings)):
    """Lists nothing to the emulator's reaper, which goes by the machine's time: where the stack's clock was set back,
    it would delete items that have long to live. AWS promises no deletion in time either."""

    def all_items(self):
        return []


dynamodb._ttl_settings = Unreaped()

path_parameters = gateway._extract_path_params


def path_parameters_across_lines(route_path: str, request_path: str):
    """Finds the parameters of a path with line breaks as well: the emulator's pattern ends at one."""
    found = path_parameters(route_path, request_path.replace("\n", "\ue000"))
    return found and {name: value.replace("\ue000", "\n") for name, value in found.items()}


gateway._extract_path_params = path_parameters_across_lines

# The stack's own clock fires schedules: the emulator knows only the machine's time.
scheduler.start_scheduler = lambda: None

# A table's stream has one shard in the emulator, and the emulator does not say so.
SHARD = "shardId-local"

# Seconds between two batches of a stream: a short one instead of the minute of template.yaml, which the emulator does not
# know. Without any, each write would be a batch.
BATCHING_WINDOW = 2

execute_function = functions._execute_function
poll_streams = functions._poll_dynamodb_streams
event_source_concurrency = functions._sqs_esm_concurrency
restore_kept_positions = functions._restore_esm_positions
polled_at = 0.0


def execute_with_shard(function: dict, event: dict) -> dict:
    """Does for batches of a stream what the emulator does not: names the shard, as AWS does if the event source has a
    tumbling window, and brings a batch again whose answer names records that failed."""
    records = event.get("Records") or [{}]
    if records[0].get("eventSource") != "aws:dynamodb":
        return execute_function(function, event)
    result = execute_function(function, event | {"shardId": SHARD})
    answer = result.get("body")
    answer = json.loads(answer) if isinstance(answer, str) and answer else answer
    failed = isinstance(answer, dict) and answer.get("batchItemFailures")
    return result | {"error": True} if failed else result


def poll_streams_in_windows() -> bool:
    """Lets records gather before they are handed over."""
    global polled_at
    if time.monotonic() < polled_at + BATCHING_WINDOW:
        return False
    polled_at = time.monotonic()
    return poll_streams()


def restore_positions(store: dict, positions: dict) -> None:
    """Forgets how far a table's stream was read before a restart: the emulator keeps that, but not the stream, and would
    pass over as many records of the new one."""
    if store is not functions._dynamodb_stream_positions:
        restore_kept_positions(store, positions)


def concurrency(event_source: dict, *rest) -> int:
    """Takes a parameter of the template as a number, as AWS does: to the emulator it is text."""
    scaling = {name: int(value) for name, value in (event_source.get("ScalingConfig") or {}).items()}
    return event_source_concurrency(event_source | {"ScalingConfig": scaling}, *rest)


functions._restore_esm_positions = restore_positions
functions._sqs_esm_concurrency = concurrency
functions._execute_function = execute_with_shard
functions._poll_dynamodb_streams = poll_streams_in_windows

# `POST` here makes the table as large as `cargo xtask bench growth` wants it.
MESSAGES = "/_stack/messages/"


def named(number: int) -> str:
    """A number as the id of a person: thirteen letters."""
    return f"{number:013}".translate(str.maketrans(string.digits, string.ascii_lowercase[:10]))


def subscribers(phone: str) -> str:
    return f"STORE#demo#SUBSCRIBERS#{hashlib.sha256(phone.encode()).digest()[0] % 16}"


def copies(number: int):
    """The keys of a copied message and of what comes with it, each with the partition that its original is in."""
    name, phone = named(number), f"+1919{number:07}"
    yield "STORE#demo#PERSON#", f"STORE#demo#PERSON#{name}", None
    yield "STORE#demo#SUBSCRIBERS#", subscribers(phone), phone
    yield "STORE#demo#FACTS#", f"STORE#demo#FACTS#charge:{number}", None
    if number % 5:
        yield "LINK#", f"LINK#{name}", None
    if number % 10 == 0:
        yield "STORE#demo#JOURNAL", "STORE#demo#JOURNAL", f"2020-01-01T00:00:00.000000000Z#{number}"


def multiply(wanted: int) -> int:
    """Copies rows until the table has so many messages. Copies share the values of their originals, or a million would not
    fit into memory."""
    items = next(table["items"] for table in dynamodb._tables._data.values() if "STORES" in table["items"])
    kinds = {kind for kind, _, _ in itertools.chain(copies(1), copies(10))}
    rows = {kind: [] for kind in kinds}
    for pk, kept in items.items():
        kind = next((kind for kind in kinds if pk.startswith(kind)), None)
        rows.get(kind, []).extend((sk, row) for sk, row in kept.items() if sk != "CUSTOMER" and "#CLICK#" not in sk)
    there = len(rows["STORE#demo#PERSON#"])
    originals = {kind: itertools.cycle(rows[kind][:100]) for kind in kinds}
    for number in range(there, wanted):
        for kind, pk, sk in copies(number):
            its_sk, row = next(originals[kind])
            sk = sk or its_sk
            items[pk][sk] = row | {"pk": {"S": pk}, "sk": {"S": sk}}
    put_in_order(items)
    return max(there, wanted)


class Ordered(dict):
    """A large partition, with its sort keys in order. The emulator looks at every row of a partition for each query, where
    DynamoDB begins at the first that is wanted: of this one it sees what can be wanted."""

    def __init__(self, rows):
        super().__init__(rows)
        self.order = sorted(rows)

    def __setitem__(self, sk, row):
        if sk not in self:
            bisect.insort(self.order, sk)
        super().__setitem__(sk, row)

    def __delitem__(self, sk):
        super().__delitem__(sk)
        del self.order[bisect.bisect_left(self.order, sk)]

    def pop(self, sk, *default):
        if sk in self:
            del self.order[bisect.bisect_left(self.order, sk)]
        return super().pop(sk, *default)

    def values(self):
        query = getattr(ASKED, "query", None)
        return super().values() if query is None else [self[sk] for sk in self.wanted(query)]

    def wanted(self, query):
        """The sort keys of a query's range from its start key on, one more than its limit."""
        low, high = self.range(query)
        start, forward = query.get("ExclusiveStartKey"), query.get("ScanIndexForward", True)
        if start and forward:
            low = max(low, bisect.bisect_right(self.order, start["sk"]["S"]))
        elif start:
            high = min(high, bisect.bisect_left(self.order, start["sk"]["S"]))
        if limit := query.get("Limit"):
            low, high = (low, min(high, low + limit + 1)) if forward else (max(low, high - limit - 1), high)
        return self.order[low:high]

    def range(self, query):
        """Where the rows begin and end that meet the key condition. The store writes it in few ways."""
        order, condition = self.order, query["KeyConditionExpression"]
        names = re.findall(r":\w+", condition)[1:]
        first, *rest = [query["ExpressionAttributeValues"][name]["S"] for name in names] or [""]
        if " BETWEEN " in condition:
            return bisect.bisect_left(order, first), bisect.bisect_right(order, rest[0])
        if "begins_with" in condition:
            return bisect.bisect_left(order, first), bisect.bisect_left(order, first + chr(0x10FFFF))
        if "sk <" in condition:
            return 0, bisect.bisect_left(order, first)
        if "sk >" in condition:
            return bisect.bisect_right(order, first), len(order)
        return 0, len(order)


# The query that a thread of the emulator is answering.
ASKED = threading.local()

answer_query = dynamodb._query


def query_with_order(data):
    ASKED.query = None if data.get("IndexName") else data
    try:
        return answer_query(data)
    finally:
        ASKED.query = None


dynamodb._query = query_with_order


def put_in_order(items, longest=1_000):
    """Gives large partitions their order."""
    for pk, rows in items.items():
        if len(rows) > longest and not isinstance(rows, Ordered):
            items[pk] = Ordered(rows)
    # What is there stays, so that nothing looks through it again.
    gc.freeze()


COUNTED = "/_stack/counted/"
COUNTS = "STORE#demo#COUNTS"


def fill_counters(wanted: int) -> int:
    """Has the demo store's counters tell of so many messages, in every hour from the first that they know to the last, and of
    every flow that they know. Rows are those with the most counters, larger. Upkeep has yet to sum them up by days."""
    items = next(table["items"] for table in dynamodb._tables._data.values() if "STORES" in table["items"])
    kept, fullest = items[COUNTS], {}
    for sk, row in kept.items():
        _, mark, source = sk.partition("#")
        if len(row) > len(fullest.get(mark + source, {})):
            fullest[mark + source] = row
    first, last = (datetime.strptime(sk[:14], "%Y-%m-%dT%HZ") for sk in (min(kept), max(kept)))
    hours = [first + timedelta(hours=hour) for hour in range(int((last - first).total_seconds()) // 3600 + 1)]
    planned = sum(int(row.get("planned", {"N": "0"})["N"]) for suffix, row in fullest.items() if suffix)
    by = wanted // (planned * len(hours)) + 1
    for suffix, row in fullest.items():
        larger = {name: {"N": str(int(value["N"]) * by)} if is_counter(name, value) else value for name, value in row.items()}
        for hour in hours:
            sk = hour.strftime("%Y-%m-%dT%HZ") + suffix
            kept[sk] = larger | {"sk": {"S": sk}}
    items["STORE#demo#DAYS"].clear()
    put_in_order(items)
    return planned * by * len(hours)


def is_counter(name: str, value) -> bool:
    return "N" in value and name not in ("version", "expires_at")


# What the stack asks of the emulator, by the beginnings of paths.
FILLING = {MESSAGES: multiply, COUNTED: fill_counters}


async def app_that_fills(scope, receive, send):
    path = scope["path"] if scope["type"] == "http" else ""
    prefix = next((prefix for prefix in FILLING if path.startswith(prefix)), None)
    if prefix is None:
        return await app(scope, receive, send)
    answer = json.dumps({"messages": FILLING[prefix](int(path.removeprefix(prefix)))}).encode()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def app_that_checks(scope, receive, send):
    """Refuses calls of the functions that AWS's models of its services do not allow."""
    headers = dict(scope.get("headers", []))
    if scope["type"] != "http" or not headers.get(b"user-agent", b"").startswith(b"rechime/"):
        return await app_that_fills(scope, receive, send)
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    unread = [{"type": "http.request", "body": body}]
    if problem := service_models.problem(headers.get(b"x-amz-target", b"").decode(), scope["path"], body):
        refusal = json.dumps({"__type": "ValidationException", "message": problem}).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        return await send({"type": "http.response.body", "body": refusal})

    async def receive_again():
        return unread.pop() if unread else await receive()

    return await app_that_fills(scope, receive_again, send)


app = emulator.app
emulator.app = app_that_checks

if __name__ == "__main__":
    emulator.main()
