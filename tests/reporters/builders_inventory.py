"""The rules and resources of the example report in `builders`: all shapes of facts, and hostile text.

The names are what a scanned repository could hold: markup, terminal escapes, line breaks, right-to-left overrides.
"""

from __future__ import annotations

from auditor.model.facts import Absent, Fact, Known, Origin, Redacted, Ref, Step, Switch, Unknown, Unseen
from auditor.model.finding import Severity
from auditor.model.location import Location
from auditor.model.network import IngressRule
from auditor.model.report import RuleInfo
from auditor.model.resource import Resource

MAIN = "infra/main.tf"
VARIABLES = "infra/zmienne środowiska.tf"  # a space and a letter beyond ASCII: both need encoding in a URI
ARN = "arn:aws:elasticache:eu-central-1:111122223333:serverlesscache:kasse"

HOSTILE_MARKUP = "<script>alert(1)</script>"
HOSTILE_ESCAPE = "\x1b[31mred\x1b]0;title\x07"
HOSTILE_LINES = "two\nlines\r::error::pwned"
HOSTILE_BIDI = "safe\u202egnp.exe"
HOSTILE_LINK = "[click](javascript:alert(1))"
HOSTILE_NAME = f"{HOSTILE_MARKUP}{HOSTILE_ESCAPE}{HOSTILE_LINES}{HOSTILE_BIDI}{HOSTILE_LINK}"

SESSIONS = "aws_elasticache_replication_group.sessions"
GROUP = "aws_security_group.open"
HOSTILE = f'aws_elasticache_cluster.this["{HOSTILE_NAME}"]'

PROD = Switch('var.env == "prod"', default="false")


def live() -> Location:
    return Location(arn=ARN, account="111122223333", region="eu-central-1")


def at(line: int, column: int = 3, end_column: int = 40, file: str = MAIN, end_line: int = 0) -> Location:
    return Location(file, line, column, end_line or line, end_column)


def rules() -> dict[str, RuleInfo]:
    every = [
        RuleInfo(
            "security-group-internet-exposure",
            "Security groups keep the internet out",
            Severity.CRITICAL,
            "network",
            "Anybody who can connect to a cache can try to log in.",
            {
                "text": "Let in the clients' security group only.",
                "terraform": 'ingress {\n  cidr_blocks = ["10.0.0.0/8"]\n}\n',
            },
            "in place",
            ("cis-aws/5.2", "pci-dss-4/1.4.1"),
            ("CKV_AWS_24",),
        ),
        RuleInfo(
            "transit-encryption-enabled",
            "Data in transit are encrypted",
            Severity.HIGH,
            "encryption",
            "Without TLS everybody on the path reads keys, values & passwords.\n\nThat is <all> of them.",
            {
                "text": "Turn TLS on.",
                "terraform": "transit_encryption_enabled = true\n",
                "cloudformation": "TransitEncryptionEnabled: true\n",
                "cli": "aws elasticache modify-replication-group --transit-encryption-enabled\n",
            },
            "replacement",
            ("cis-aws/5.1",),
            ("CKV_AWS_30", "AWS-0051"),
            ("auth-enabled",),
        ),
        RuleInfo(
            "auth-enabled",
            "Clients must authenticate",
            Severity.HIGH,
            "access",
            "A cache without authentication trusts the network.",
            {"text": "Attach a user group, or set an AUTH token."},
            "restart",
        ),
        RuleInfo(
            "at-rest-encryption-enabled",
            "Data at rest are encrypted",
            Severity.MEDIUM,
            "encryption",
            "Snapshots and disks outlive the cache.",
            {"text": "Turn it on."},
            "replacement",
        ),
        RuleInfo(
            "memcached-sasl", "Memcached asks for a password", Severity.LOW, "access", "Why not.", {"text": "None."}, ""
        ),
        RuleInfo(
            "tags-present",
            "Resources are tagged",
            Severity.INFO,
            "governance",
            "Who owns it?",
            {"text": "Tag it."},
            "in place",
        ),
    ]
    return {rule.id: rule for rule in every}


def sessions_facts() -> dict[str, Fact]:
    """Every shape that a fact can have."""
    # As the model has it: from who set the value towards the attribute.
    chain = (
        Step("terraform.tfvars", Location("terraform.tfvars", 2, 1, 2, 12)),
        Step("var.tls", at(4, file=VARIABLES)),
    )
    return {
        "tls": Known(False, Origin.STATED, at(12), chain),
        "tls_mode": Absent(at(12)),
        "auth_token": Known(Redacted(literal=True), Origin.STATED, at(13)),
        "engine": Known("redis", Origin.DEFAULT, at(10, 1, 1, end_line=30)),
        "engine_version": Known("7.1", Origin.INHERITED),
        "nodes": Unknown("var.replicas has no value", at(14), low=1, high=6),
        "log_types": Unknown("dynamic block over an unknown map", at(15), members=("slow-log",)),
        "at_rest": Unknown(
            "var.env has no value",
            at(16),
            choices=((((PROD, "true"),), Known(True)), (((PROD, "false"),), Absent(at(16)))),
            via=(Step("local.encrypted", at(2)),),
        ),
        "reach.by_groups": Known("internet", Origin.DERIVED, because=f"{GROUP} lets in 0.0.0.0/0"),
        "auth.open_users": Unknown("user group not read", because="no user group is attached"),
    }


def resources() -> dict[str, Resource]:
    ingress = IngressRule(
        Known("tcp"), Known(6379), Absent(), Known(("0.0.0.0/0", "::/0")), Absent(), Unknown("pl lookup"), at(40)
    )
    every = [
        Resource(
            SESSIONS,
            SESSIONS,
            "replication_group",
            "sessions",
            at(10, 1, 2, end_line=30),
            "sessions",
            sessions_facts(),
            {
                "security_groups": Known(
                    (Ref(GROUP), Unseen("sg-0123456789", "AccessDenied: ec2:DescribeSecurityGroups"))
                ),
                "parameter_group": Absent(),
                "user_groups": Unknown("var.groups has no value", members=(Ref("aws_elasticache_user_group.app"),)),
            },
            tags={"Team": "płatności", "Note": HOSTILE_MARKUP},
            doubtful_tags={"auditor:workload": f"var.purpose has no value {HOSTILE_MARKUP}"},
        ),
        Resource(GROUP, GROUP, "security_group", "open", at(38, 1, 2, end_line=50), "", {"ingress": Known((ingress,))}),
        Resource(
            HOSTILE,
            HOSTILE,
            "cache_cluster",
            HOSTILE_NAME,
            at(60, 1, 2, end_line=70),
            facts={"engine": Known("memcached")},
            exists=Unknown(
                "var.env has no value", choices=((((PROD, "true"),), Known(True)), (((PROD, "false"),), Known(False)))
            ),
            tags={HOSTILE_NAME: HOSTILE_NAME},
        ),
        Resource(ARN, ARN, "serverless_cache", "kasse-キャッシュ", live(), ARN, {"tls": Known(True, Origin.DEFAULT)}),
        Resource("default-user", "default", "user", "default", judged=False),
    ]
    return {resource.key: resource for resource in every}
