"""Holds what the functions called against what template.yaml allows them.

usage: permissions.py TEMPLATE CALLS

CALLS is the meter's table as JSON: function name -> operation ("DynamoDB.PutItem", "SQS.SendMessage" ...) -> counts.
Every call must be allowed by a statement of its function that names the action; no statement may use a wildcard
action. Calls of nobody (the deployment's own) have no function and are left out.
"""

import json
import sys

from cfnlint.decode import cfn_yaml

# Operations whose action has another name: https://docs.aws.amazon.com/service-authorization/latest/reference/
ACTIONS = {
    "SQS.SendMessageBatch": "sqs:SendMessage",
    "DynamoDB.TransactWriteItems": None,  # needs the permissions of its parts, which the table's statements name
    "Scheduler.CreateSchedule": "scheduler:CreateSchedule",
    "EventBridge.PutEvents": "events:PutEvents",
}
PREFIXES = {"DynamoDB": "dynamodb", "SQS": "sqs", "SSM": "ssm", "SecretsManager": "secretsmanager", "Scheduler": "scheduler"}


def action(operation):
    if operation in ACTIONS:
        return ACTIONS[operation]
    service, _, name = operation.partition(".")
    return f"{PREFIXES.get(service, service.lower())}:{name}"


def listed(value):
    return value if isinstance(value, list) else [value]


def actions_of(resources, role):
    """The actions of a role: of its own policies and of the template's managed ones that it refers to."""
    documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    for arn in role.get("ManagedPolicyArns", []):
        if isinstance(arn, dict) and arn.get("Ref") in resources:
            documents.append(resources[arn["Ref"]]["Properties"]["PolicyDocument"])
    return {action for document in documents for statement in document["Statement"] for action in listed(statement["Action"])}


def allowed(template):
    """Function (its name without the stage) -> the actions of its role."""
    resources = template["Resources"]
    functions = {}
    for resource in resources.values():
        if resource["Type"] == "AWS::Serverless::Function":
            role = resource["Properties"]["Role"]["Fn::GetAtt"]
            name = (role if isinstance(role, list) else role.split("."))[0]
            function = resource["Properties"]["FunctionName"]["Fn::Sub"].partition("${Stage}-")[2]
            functions[function] = actions_of(resources, resources[name]["Properties"])
    return functions


def main(template_file, calls_file):
    functions = allowed(cfn_yaml.load(template_file))
    with open(calls_file, encoding="utf8") as file:
        calls = json.load(file)
    faults = [f"{name}: {one} is a wildcard" for name, actions in functions.items() for one in actions if "*" in one]
    seen = 0
    for caller, operations in calls.items():
        name = next((name for name in functions if caller.endswith(f"-{name}")), None)
        if name is None:
            continue
        for operation in operations:
            wanted = action(operation)
            seen += 1
            if wanted and wanted not in functions[name]:
                faults.append(f"{name} calls {operation}, and no statement allows {wanted}")
    if not seen:
        faults.append("no call was seen: the meter was not in the way")
    print("\n".join(faults) or f"{seen} kinds of calls, each allowed by name")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
