"""Patterns of policies: a slow reader that expands them must agree, and what is not known decides nothing."""

from __future__ import annotations

import re
import time
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.analysis.policy_actions import ADMINISTRATION, CONNECT, COPIES, every, some
from auditor.analysis.policy_globs import FREE, WHATEVER, covers, names_action

GROUPS = every("elasticache", "replicationgroup")
A_GROUP = some("elasticache", "replicationgroup")


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "elasticache:Connect", True),
        ("elasticache:*", "elasticache:Connect", True),
        ("ELASTICACHE:con*", "elasticache:Connect", True),
        ("elasticache:?onnect", "elasticache:Connect", True),
        ("elasticache:??onnect", "elasticache:Connect", False),
        ("elasticache:Connect", "elasticache:ConnectMore", False),
        ("elasticache:Conn*t", "elasticache:Connect", True),
        ("s3:*", "elasticache:Connect", False),
        ("elasticache:<?var.action>", "elasticache:Connect", None),
        ("<?var.action>", "elasticache:Connect", None),
        ("s3:<?var.action>", "elasticache:Connect", False),
        ("<?var.service>:Describe*", "elasticache:Connect", False),
        ("x" * 5_000 + "*", "elasticache:Connect", None),
    ],
)
def test_actions(pattern: str, action: str, expected: bool | None):
    assert names_action(pattern, action) is expected


@pytest.mark.parametrize(
    ("pattern", "every_one", "any_one"),
    [
        ("*", True, True),
        ("arn:aws:elasticache:*:*:replicationgroup:*", True, True),
        ("arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:*", True, True),
        ("arn:aws:elasticache:*", True, True),
        ("arn:*", True, True),
        ("arn:aws*:elasticache:*:*:*:*", True, True),
        ("arn:aws:elasticache:*:*:replicationgroup:?*", True, True),
        ("arn:aws:elasticache:*:*:replicationgroup:app", False, True),
        ("arn:aws:elasticache:*:*:replicationgroup:app-*", False, True),
        ("arn:aws:elasticache:*:*:user:*", False, False),
        ("arn:aws:s3:::*", False, False),
        ("arn:aws:s3:::elasticache:a:b:replicationgroup:*", False, False),
        ("app", False, False),
        ("arn:<partition>:elasticache:<region>:<account>:replicationgroup:*", True, True),
        ("arn:aws:elasticache:<?var.region>:1:replicationgroup:*", True, True),
        ("arn:aws:elasticache:*:*:replicationgroup:<aws_x.y.id>", False, True),
        ("arn:aws:elasticache:*:*:replicationgroup:<?var.name>", None, True),
        ("arn:aws:elasticache:*:*:replicationgroup:${aws:PrincipalTag/team}", False, True),
        ("arn:aws:elasticache:*:*:replicationgroup:${*}", False, True),
        # A star at the end of a part goes beyond its colon, so that the rest may be but a name.
        ("arn:aws:elasticache:*:*:<?var.what>", None, True),
        ("arn:aws:elasticache:eu-west-1:1:<?var.what>", None, None),
        ("<?var.arn>", None, None),
        ("<aws_x.y.arn>", False, None),
    ],
)
def test_resources(pattern: str, every_one: bool | None, any_one: bool | None):
    assert covers(pattern, GROUPS) is every_one
    assert covers(pattern, A_GROUP) is any_one


def test_a_star_that_is_escaped_is_a_star_and_no_wildcard():
    assert covers("arn:aws:s3:::a${*}b", ("arn:aws:s3:::a*b",)) is True
    assert covers("arn:aws:s3:::a${*}b", ("arn:aws:s3:::axb",)) is False


@given(st.text("ab:*?", max_size=8), st.text("ab:", max_size=6))
def test_plain_patterns_match_as_those_of_file_names_do(pattern: str, text: str):
    assert covers(pattern, (text,)) is fnmatchcase(text, pattern)
    assert names_action(pattern, text) is fnmatchcase(text, pattern)


PIECES = st.lists(st.sampled_from(["a", "b", ":", "*", "?", "<x>", "<?y>"]), max_size=6)


@given(PIECES, st.text("ab:", max_size=5), st.text("ab", min_size=1, max_size=2), st.text("ab*:", max_size=3))
def test_what_is_not_known_is_whatever_it_may_be(pieces: list[str], text: str, plain: str, open_ended: str):
    found = covers("".join(pieces), (text,))
    filled = "".join(plain if p == "<x>" else open_ended if p == "<?y>" else p for p in pieces)
    if found is not None:
        assert fnmatchcase(text, filled) is found


@given(st.lists(st.sampled_from(["a", "b", "*", "?"]), max_size=6))
def test_what_covers_any_name_covers_each(pieces: list[str]):
    pattern = "n:" + "".join(pieces)
    whatever = covers(pattern, ("n:", WHATEVER))
    if whatever:
        assert all(covers(pattern, (f"n:{name}",)) for name in ("zebra-1", "quite-another-name", "abababab"))
    assert covers(pattern, ("n:", FREE)) is not False
    if whatever is False and "*" not in pattern:
        assert not covers(pattern, ("n:a-name-that-is-longer-than-the-pattern",))


def test_a_pattern_of_many_stars_takes_no_time():
    started = time.monotonic()
    assert covers("*a" * 900, ("a" * 300,)) is False
    assert time.monotonic() - started < 5


def test_actions_are_written_as_aws_writes_them_and_none_twice():
    rights = (*ADMINISTRATION, *COPIES)
    names = [action for action, _, _ in rights] + [action for action, _ in CONNECT.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"(elasticache|memorydb):[A-Z][A-Za-z]+", name) for name in names)
    assert not [name for name in names if ":Describe" in name or ":List" in name]
