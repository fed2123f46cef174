"""What policies and keys are, whatever language they are written in.

Sources: the KMS API reference, CreateKey (what a key is where nothing is stated) and the KMS developer guide, "Default
key policy"; the Organizations user guide, "Managing policies" (which types of policies there are).
"""

from __future__ import annotations

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.policy import Named, Statement
from auditor.sources.building.policies import speaks_of_caches
from auditor.sources.building.table import default
from auditor.sources.partial.values import EvalError

#: What organizations call the types of policies that bound what is allowed; other types say nothing of rights.
_TYPES = {"service_control_policy": "scp", "resource_control_policy": "rcp"}

#: Of a key of which nothing is stated.
SPEC = default("SYMMETRIC_DEFAULT")
ORIGIN = default("kms")
ENABLED = default(True)
NOT_ROTATED = default(False)
CUSTOMER = default("customer")

#: What KMS gives a key that is made without a policy: the account decides by its IAM policies.
DEFAULT_KEY_POLICY = Known(
    (
        Statement(
            "the default key policy",
            allows=True,
            actions=Named(Known(("kms:*",), Origin.DEFAULT)),
            resources=Named(Known(("*",), Origin.DEFAULT)),
            principals=Named(Known(("AWS:arn:<partition>:iam::<account>:root",), Origin.DEFAULT)),
        ),
    ),
    Origin.DEFAULT,
)


def organization_type(value: object) -> str:
    """The type of a policy of an organization. Raises EvalError for one that says nothing of rights."""
    word = str(value).lower()
    if word not in _TYPES:
        raise EvalError(f"a policy of type {value} says nothing of rights")
    return _TYPES[word]


def about_caches(facts: dict[str, Fact]) -> bool:
    """Whether a policy may say anything of caches; what certainly does not is nothing to judge."""
    type_, statements = facts["policy_type"], facts["statements"]
    if isinstance(type_, Unknown) and not type_.choices:
        return False
    bounds = isinstance(type_, Known) and type_.value != "identity"
    return speaks_of_caches(statements, named_alone=bounds)


def every_policy(facts: dict[str, Fact]) -> Fact:
    """The type of what is attached to identities."""
    return default("identity")
