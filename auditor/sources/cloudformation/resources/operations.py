"""Alarms on metrics of caches, and log groups that they deliver logs to, in templates.

Sources: the CloudFormation registry schemas of AWS::CloudWatch::Alarm (actions are enabled unless it says otherwise)
and AWS::Logs::LogGroup (logs are kept for ever unless it says otherwise).
"""

from __future__ import annotations

from auditor.sources.building.alarms import Alarms, has_actions, metrics, on_caches
from auditor.sources.building.conversions import positive
from auditor.sources.building.made_elsewhere import name_of
from auditor.sources.building.table import Field, Table, default
from auditor.sources.building.watched import looks
from auditor.sources.cloudformation.resources.conversions import boolean

#: What watches caches.
ALARMS = Alarms({"AWS::CloudWatch::Alarm": looks}, {"AWS::CloudWatch::CompositeAlarm": "AlarmRule"})

#: Of which alarms are judged.
AMONG = {"AWS::CloudWatch::Alarm": on_caches(looks)}

TABLES: dict[str, Table] = {
    "AWS::CloudWatch::Alarm": Table(
        "alarm",
        ("AlarmName",),
        (Field("actions_enabled", ("ActionsEnabled",), boolean, default(True)),),
        {"metrics": metrics(looks), "has_actions": has_actions("AlarmActions")},
    ),
    "AWS::Logs::LogGroup": Table(
        "log_group",
        ("LogGroupName",),
        (Field("retention_days", ("RetentionInDays",), positive),),
        {"kms_key": name_of("KmsKeyId")},
    ),
}
