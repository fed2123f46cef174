"""What stands around caches: keys, log groups, alarms, policies."""

from __future__ import annotations

import json

from tests.parity.live.account import ACCOUNT, WHEN, Account, Json


def key(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    region = v["region"]
    account.tell(region, "kms:DescribeKey", v["arn"], {"KeyMetadata": {
        "AWSAccountId": ACCOUNT, "KeyId": v["key_id"], "Arn": v["arn"], "CreationDate": WHEN,
        "Enabled": v["is_enabled"], "KeyState": "Enabled" if v["is_enabled"] else "Disabled",
        "KeyUsage": v["key_usage"], "Origin": "AWS_KMS", "KeyManager": "CUSTOMER",
        "KeySpec": v["customer_master_key_spec"], "MultiRegion": False,
    }})  # fmt: skip
    account.tell(region, "kms:GetKeyRotationStatus", v["arn"], {"KeyRotationEnabled": v["enable_key_rotation"]})
    account.tell(region, "kms:GetKeyPolicy", v["arn"], {"Policy": v["policy"], "PolicyName": "default"})


def log_group(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    account.add(v["region"], "logs:DescribeLogGroups", {
        "logGroupName": v["name"], "creationTime": 1767603600000, "arn": f"{v['arn']}:*",
        **({"retentionInDays": v["retention_in_days"]} if v["retention_in_days"] else {}),
        **({"kmsKeyId": v["kms_key_id"]} if v.get("kms_key_id") else {}),
    })  # fmt: skip


def alarm(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    account.add(v["region"], "cloudwatch:DescribeAlarms", {
        "AlarmName": v["alarm_name"], "AlarmArn": v["arn"], "ActionsEnabled": v["actions_enabled"],
        "AlarmActions": v["alarm_actions"], "OKActions": [], "InsufficientDataActions": [], "StateValue": "OK",
        "MetricName": v["metric_name"], "Namespace": v["namespace"], "Statistic": v["statistic"],
        "Dimensions": [{"Name": name, "Value": value} for name, value in sorted(v["dimensions"].items())],
        "Period": v["period"], "EvaluationPeriods": v["evaluation_periods"], "Threshold": v["threshold"],
        "ComparisonOperator": v["comparison_operator"],
    })  # fmt: skip


def policy(v: Json, account: Account, found: dict[str, list[Json]]) -> None:
    account.add("", "iam:GetAccountAuthorizationDetails", {
        "Policies": [{
            "PolicyName": v["name"], "PolicyId": v["policy_id"], "Arn": v["arn"], "Path": v["path"],
            "DefaultVersionId": "v1", "AttachmentCount": v["attachment_count"], "IsAttachable": True,
            "PolicyVersionList": [
                {"Document": json.loads(v["policy"]), "VersionId": "v1", "IsDefaultVersion": True, "CreateDate": WHEN}
            ],
        }],
    })  # fmt: skip
