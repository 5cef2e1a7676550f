"""Starts the AWS emulator as the local stack wants it. The caller gives the environment, which every function inherits."""

import string

import ministack.services.cloudformation.provisioners as provisioners
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

# The stack's own clock fires schedules: the emulator knows only the machine's time.
scheduler.start_scheduler = lambda: None

if __name__ == "__main__":
    main()
