"""Starts the AWS emulator as the local stack wants it. The caller gives the environment, which every function inherits."""

import json
import string
import time

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.dynamodb as dynamodb
import ministack.services.lambda_svc as functions
import ministack.services.scheduler as scheduler
from ministack.app import main

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

# The stack's own clock fires schedules: the emulator knows only the machine's time.
scheduler.start_scheduler = lambda: None

# A table's stream has one shard in the emulator, and the emulator does not say so.
SHARD = "shardId-local"

# Seconds between two batches of a stream: a short one instead of the minute of template.yaml, which the emulator does not
# know. Without any, each write would be a batch.
BATCHING_WINDOW = 2

execute_function = functions._execute_function
poll_streams = functions._poll_dynamodb_streams
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


functions._execute_function = execute_with_shard
functions._poll_dynamodb_streams = poll_streams_in_windows

if __name__ == "__main__":
    main()
