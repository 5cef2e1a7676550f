"""Holds what the functions called against what template.yaml allows them.

usage: permissions.py TEMPLATE CALLS

CALLS is what the meter saw, as JSON: function name -> operation ("DynamoDB.PutItem", "SQS.SendMessage" ...) -> what it
wrote ("PutItem STORE#*": an action and the pattern of a partition key). Every call must be allowed by a statement of its
function that names the action and, where it names leading keys, that partition; no statement may use a wildcard action.
Calls of nobody (the deployment's own) have no function and are left out.

What a function may do and was never seen to do is listed, too: each is a right to take away, or one that no test needs. Of
reads the partition is not known, so that their leading keys are not looked at.
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


def branches(statement):
    """The statements that one may be by the template's conditions: all of them count."""
    if "Fn::If" not in statement:
        return [] if "Ref" in statement else [statement]
    return [one for branch in statement["Fn::If"][1:] for one in branches(branch)]


def statements_of(resources, role):
    """The statements of a role: of its own policies and of the template's managed ones that it refers to."""
    documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    for arn in role.get("ManagedPolicyArns", []):
        if isinstance(arn, dict) and arn.get("Ref") in resources:
            documents.append(resources[arn["Ref"]]["Properties"]["PolicyDocument"])
    return [one for document in documents for statement in document["Statement"] for one in branches(statement)]


def leading_keys(statement):
    """The partitions that a statement is about."""
    condition = statement.get("Condition", {})
    quantifier = "ForAnyValue" if statement["Effect"] == "Deny" else "ForAllValues"
    return condition.get(f"{quantifier}:StringLike", {}).get("dynamodb:LeadingKeys", ["*"])


def names(statement, wanted, partition=None):
    """Whether a statement names an action, in that partition of the table if one is named."""
    if wanted not in listed(statement["Action"]):
        return False
    return partition is None or any(fnmatchcase(partition, pattern) for pattern in leading_keys(statement))


def allows(statements, wanted, partition=None):
    """Whether statements together allow an action. A denial of a partition says nothing of calls that name none."""
    denied = partition and any(one["Effect"] == "Deny" and names(one, wanted, partition) for one in statements)
    return not denied and any(one["Effect"] == "Allow" and names(one, wanted, partition) for one in statements)


def unused(functions, seen):
    """What statements allow and nobody did: the action, and of writes the pattern of partitions."""
    for name, statements in functions.items():
        calls = [(wanted, partition) for caller, wanted, partition in seen if caller == name]
        for statement in statements:
            if statement["Effect"] == "Deny":
                continue
            for one in listed(statement["Action"]):
                is_write = any((one, partition) in calls for _, partition in calls if partition)
                if not any(wanted == one for wanted, _ in calls):
                    yield f"{name}: {one}"
                elif is_write:
                    for pattern in leading_keys(statement):
                        if not any(w == one and p and fnmatchcase(p, pattern) for w, p in calls):
                            yield f"{name}: {one} {pattern}"


# Rows that only an erasure may remove, and so only the console. Putting a row replaces it, so nobody may do that either.
KEPT = ["STORE#demo#SUBSCRIBERS#1", "STORE#demo#CONSENT#+12125551234", "PHONE#hash"]
REMOVING = ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"]
# Rows that nobody may change once they are written.
WRITTEN = ["STORE#demo#AUDIT", "STORE#demo#JOURNAL"]


def broken_promises(functions):
    """What SECURITY.md promises of roles, and the template does not keep."""
    for name, statements in functions.items():
        for row in KEPT if name != "console" else []:
            yield from (f"{name} may {one} {row}" for one in REMOVING if allows(statements, one, row))
        for row in WRITTEN:
            changing = ["dynamodb:UpdateItem", "dynamodb:DeleteItem"]
            yield from (f"{name} may {one} {row}" for one in changing if allows(statements, one, row))
        for statement in statements:
            secrets = [str(resource) for resource in listed(statement["Resource"]) if "/stores/" in str(resource)]
            reads_token = any("/token" in secret or secret.endswith("/stores/*'}") for secret in secrets)
            if reads_token and name not in ("flow-evaluation", "upkeep", "console"):
                yield f"{name} may read a store's API token"
            puts = any(one in listed(statement["Action"]) for one in ["ssm:PutParameter", "ssm:DeleteParameter"])
            if puts and name != "console" and not all("/timestamped" in secret for secret in secrets):
                yield f"{name} may change a store's secrets"


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
    faults += broken_promises(functions)
    seen = set()
    for caller, operations in calls.items():
        name = next((name for name in functions if caller.endswith(f"-{name}")), None)
        if name is None:
            continue
        needed = [(action(operation), None) for operation in operations]
        needed += [(f"dynamodb:{write.split()[0]}", write.split()[1]) for writes in operations.values() for write in writes]
        for wanted, partition in needed:
            seen.add((name, wanted, partition))
            if wanted and not allows(functions[name], wanted, partition):
                faults.append(f"{name} calls {wanted} {partition or ''}, and no statement allows it")
    if not seen:
        faults.append("no call was seen: the meter was not in the way")
    for line in sorted({*unused(functions, seen)}):
        print(f"allowed and never called: {line}")
    print("\n".join(sorted(set(faults))) or f"{len(seen)} kinds of calls, each allowed by name")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
