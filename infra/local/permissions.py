"""Holds what the functions called against what template.yaml allows them.

usage: permissions.py TEMPLATE CALLS

CALLS is what the meter saw, as JSON: function name -> operation ("DynamoDB.PutItem", "SQS.SendMessage" ...) -> what it
wrote ("PutItem STORE#*": an action and the pattern of a partition key). Every call must be allowed by a statement of its
function that names the action and, where it names leading keys, that partition; no statement may use a wildcard action.
Calls of nobody (the deployment's own) have no function and are left out.
"""

import json
import sys
from fnmatch import fnmatchcase

from cfnlint.decode import cfn_yaml

# Operations whose action has another name: https://docs.aws.amazon.com/service-authorization/latest/reference/
ACTIONS = {
    "SQS.SendMessageBatch": "sqs:SendMessage",
    "DynamoDB.TransactWriteItems": None,  # needs the permissions of its parts, which are among its writes
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


def statements_of(resources, role):
    """The statements of a role: of its own policies and of the template's managed ones that it refers to."""
    documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    for arn in role.get("ManagedPolicyArns", []):
        if isinstance(arn, dict) and arn.get("Ref") in resources:
            documents.append(resources[arn["Ref"]]["Properties"]["PolicyDocument"])
    return [statement for document in documents for statement in document["Statement"]]


def leading_keys(statement):
    """The partitions that a statement is about."""
    return statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", ["*"])


def allows(statement, wanted, partition=None):
    """Whether a statement allows an action, in that partition of the table if one is named."""
    if wanted not in listed(statement["Action"]):
        return False
    return partition is None or any(fnmatchcase(partition, pattern) for pattern in leading_keys(statement))


def allowed(template):
    """Function (its name without the stage) -> the statements of its role."""
    resources = template["Resources"]
    functions = {}
    for resource in resources.values():
        if resource["Type"] == "AWS::Serverless::Function":
            role = resource["Properties"]["Role"]["Fn::GetAtt"]
            name = (role if isinstance(role, list) else role.split("."))[0]
            function = resource["Properties"]["FunctionName"]["Fn::Sub"].partition("${Stage}-")[2]
            functions[function] = statements_of(resources, resources[name]["Properties"])
    return functions


def main(template_file, calls_file):
    functions = allowed(cfn_yaml.load(template_file))
    with open(calls_file, encoding="utf8") as file:
        calls = json.load(file)
    faults = [
        f"{name}: {one} is a wildcard"
        for name, statements in functions.items()
        for statement in statements
        for one in listed(statement["Action"])
        if "*" in one
    ]
    seen = set()
    for caller, operations in calls.items():
        name = next((name for name in functions if caller.endswith(f"-{name}")), None)
        if name is None:
            continue
        needed = [(action(operation), None) for operation in operations]
        needed += [(f"dynamodb:{write.split()[0]}", write.split()[1]) for writes in operations.values() for write in writes]
        for wanted, partition in needed:
            seen.add((name, wanted, partition))
            if wanted and not any(allows(statement, wanted, partition) for statement in functions[name]):
                faults.append(f"{name} calls {wanted} {partition or ''}, and no statement allows it")
    if not seen:
        faults.append("no call was seen: the meter was not in the way")
    print("\n".join(sorted(set(faults))) or f"{len(seen)} kinds of calls, each allowed by name")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
