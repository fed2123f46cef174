"""How statements of policies are told."""

from auditor.model.facts import Known
from auditor.model.policy import Named


def test_a_short_list_is_told_as_it_is_written():
    assert str(Named(Known(("s3:*", "elasticache:*")))) == "s3:*, elasticache:*"


def test_of_a_long_list_what_concerns_caches_is_told_first():
    actions = ("ec2:*", "s3:*", "sns:*", "ElastiCache:*", "kms:Decrypt", "sqs:*")
    assert str(Named(Known(actions))) == "ElastiCache:*, kms:Decrypt, ec2:* and 3 more"
