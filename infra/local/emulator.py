"""Starts the AWS emulator as the local stack wants it. The caller gives the environment, which every function inherits."""

import string

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.dynamodb as dynamodb
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

if __name__ == "__main__":
    main()
