"""Deploys the template into the emulator, or brings the deployment up to date, and prints the stack's outputs and the
console's key as one JSON object.

usage: deploy.py TEMPLATE BINARIES ENDPOINT [PARAMETER=VALUE ...]

The template is the one that `sam deploy` takes. As `sam package` would, each function's CodeUri is replaced by a
package in S3; the package holds the binary that its Metadata names, from the directory BINARIES.
"""

import hashlib
import io
import json
import os
import pathlib
import sys
import zipfile

import boto3
from botocore.exceptions import ClientError
from samtranslator.yaml_helper import yaml_parse

STACK = "rechime"
BUCKET = "rechime-packages"


def package(binary: pathlib.Path) -> bytes:
    """A function's package: its binary, executable, by the name that the runtime starts. The same binary makes the same
    bytes."""
    entry = zipfile.ZipInfo("bootstrap")
    entry.external_attr = 0o755 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(entry, binary.read_bytes())
    return buffer.getvalue()


def upload_functions(template: dict, binaries: pathlib.Path, s3) -> None:
    """Uploads every function's package, and points the template at it."""
    s3.create_bucket(Bucket=BUCKET)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            name = resource["Metadata"]["BuildProperties"]["Binary"]
            content = package(binaries / name)
            # Only another key makes CloudFormation take the code for changed.
            key = f"{name}-{hashlib.sha256(content).hexdigest()}"
            s3.put_object(Bucket=BUCKET, Key=key, Body=content)
            resource["Properties"]["CodeUri"] = {"Bucket": BUCKET, "Key": key}


def upload_template(template: dict, s3) -> str:
    """Uploads the template as `sam deploy` does, and answers its address: a request takes no more than 51,200 bytes."""
    content = json.dumps(template).encode()
    key = f"template-{hashlib.sha256(content).hexdigest()}.json"
    s3.put_object(Bucket=BUCKET, Key=key, Body=content)
    return f"https://s3.amazonaws.com/{BUCKET}/{key}"


def deploy(template_url: str, parameters: dict, cloudformation) -> dict:
    """Creates or updates the stack, waits for it, and answers its outputs. Exits with what failed where it fails."""
    update = described(cloudformation) is not None
    operation, waiter = (
        (cloudformation.update_stack, "stack_update_complete")
        if update
        else (cloudformation.create_stack, "stack_create_complete")
    )
    try:
        operation(
            StackName=STACK,
            TemplateURL=template_url,
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            DisableRollback=True,
        )
        cloudformation.get_waiter(waiter).wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    except Exception as error:
        if "No updates are to be performed" not in str(error):
            advice = ["`cargo xtask reset` begins with an empty stack"] if update else []
            sys.exit("\n".join([str(error), *failures(cloudformation), *advice]))
    return {output["OutputKey"]: output["OutputValue"] for output in described(cloudformation)["Outputs"]}


def described(cloudformation) -> dict | None:
    """The stack as it is, if it is there."""
    try:
        return cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    except ClientError:
        return None


def failures(cloudformation) -> list[str]:
    """What the stack's events say went wrong."""
    if described(cloudformation) is None:
        return []
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    ]


def main(template_path: str, binaries: str, endpoint: str, *assignments: str) -> None:
    session = boto3.Session("test", "test", region_name="us-east-1")
    client = lambda service: session.client(service, endpoint_url=endpoint)
    template = yaml_parse(pathlib.Path(template_path).read_text())
    s3 = client("s3")
    upload_functions(template, pathlib.Path(binaries), s3)
    # What an operator stores beforehand, for stacks that send with Twilio.
    token = {"Name": "/rechime/local/twilio", "Value": os.environ["TWILIO_TOKEN"], "Type": "SecureString"}
    client("ssm").put_parameter(**token, Overwrite=True)
    parameters = dict(assignment.split("=", 1) for assignment in assignments)
    outputs = deploy(upload_template(template, s3), parameters, client("cloudformation"))
    key = client("secretsmanager").get_secret_value(SecretId=outputs["AdminKeySecretArn"])["SecretString"]
    print(json.dumps(outputs | {"AdminKey": key}))


if __name__ == "__main__":
    main(*sys.argv[1:])
