"""Everything that can be wrong with a rule file is an error that starts with `file:line:` and says what would be right.

The line that is to be named is marked with `#!` in the text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.errors import RuleError, suggestion
from auditor.engine.loader import load_rules

SOUND = """\
id: sample
title: A sample
severity: high
why: Because.
remediation:
  text: Turn it on.
  effect: in place
applies_to:
  kinds: [replication_group]
check: {tls: true}
message: "TLS is {tls}"
examples:
  fail:
    - {facts: {tls: false}}
"""
CHECK = "check: {tls: true}"
APPLIES = "applies_to:\n  kinds: [replication_group]"
BOTH = "applies_to: {kinds: [replication_group, user]}"

ENVELOPE = [
    ("title: A sample", "titel: A sample #!", "unknown key 'titel'. Did you mean 'title'?"),
    ("effect: in place", "effect: in place\n  terrafrom: x #!", "unknown key 'terrafrom'. Did you mean 'terraform'?"),
    ("title: A sample", "title: A sample\nxyzzy: 1 #!", "unknown key 'xyzzy'."),
    ("severity: high", "severity: hihg #!",
     "severity: Input should be 'critical', 'high', 'medium', 'low' or 'info'. Did you mean 'high'?"),
    ("effect: in place", "effect: reboot #!", "remediation.effect: Input should be 'in place', 'restart' or"),
    ("why: Because.", "why: '' #!", "why: String should have at least 1 character."),
    ("title: A sample", "title: [A] #!", "title: Input should be a valid string."),
    ("id: sample\ntitle: A sample", "id: sample #!", "title: Field required."),
    ("  text: Turn it on.\n  effect: in place", "  text: Turn it on.", "remediation.effect: Field required."),
    ("id: sample", "id: Sample_1 #!", "id: String should match pattern"),
    ("id: sample", "id: simple #!", "id 'simple' is not the file name"),
    ("[replication_group]", "[replication_groups] #!", "applies_to.kinds.0: Input should be 'replication_group'"),
    ("kinds: [replication_group]", "cases:\n    - kind: replication_group\n    - kind: user_groop #!",
     "applies_to.cases.1.kind: Input should be"),
    ("    - {facts: {tls: false}}", "    - facts: {tls: false}\n      fakts: {} #!",
     "unknown key 'fakts'. Did you mean 'facts'?"),
    ("  fail:\n    - {facts: {tls: false}}", "  fail: [] #!", "examples.fail: List should have at least 1 item"),
    ("title: A sample", "title: A sample\ntitle: Another #!", "'title' is given twice"),
    ("title: A sample", "title: A sample: a colon too many #!", "not readable as YAML: mapping values are not allowed"),
]  # fmt: skip

REFERENCES = [
    (CHECK, f"{CHECK}\nleads:\n  - multi-az\n  - multi-as #!",
     "leads an unknown rule 'multi-as'. Did you mean 'multi-az'?"),
    (CHECK, f"{CHECK}\ncontrols:\n  - soc-2/CC6.7\n  - soc-2/CC66.7 #!",
     "unknown control 'soc-2/CC66.7'. Did you mean 'soc-2/CC6.7'?"),
    ('message: "TLS is {tls}"', 'message: "TLS is {tsl}" #!',
     "message names 'tsl', no fact of replication_group. Did you mean 'tls'?"),
]  # fmt: skip

SCOPE = [
    (APPLIES, "applies_to: {where: {tls: true}} #!", "applies_to names no kind"),
    (APPLIES, "applies_to: {cases: []} #!", "applies_to names no kind"),
    (APPLIES, "applies_to: #!\n  kinds: [user]\n  cases: [{kind: user}]", "applies_to takes kinds or cases, not both"),
    (APPLIES, f"{APPLIES}\n  where: {{}} #!", "a condition is a mapping such as {tls: true}, not {}"),
    (APPLIES, f"{APPLIES}\n  where:\n    engin: redis #!",
     "replication_group has no fact 'engin'. Did you mean 'engine'?"),
    (APPLIES, "applies_to:\n  cases:\n    - kind: replication_group\n    - kind: replication_group #!",
     "two cases for replication_group"),
    (APPLIES, "applies_to:\n  cases:\n    - kind: replication_group\n      where: {} #!",
     "a condition is a mapping such as {tls: true}, not {}"),
    (f"{APPLIES}\n{CHECK}", f"{BOTH}\n{CHECK} #!", "user has no fact 'tls'."),
    (f"{APPLIES}\n{CHECK}", f"{BOTH}\ncheck:\n  cases: #!\n    replication_group: {{tls: true}}", "no case for user"),
    (CHECK, "check:\n  cases:\n    replication_group: {tls: true}\n    replication_groop: {tls: true} #!",
     "the rule does not apply to 'replication_groop'. Did you mean 'replication_group'?"),
    (CHECK, "check:\n  cases: [tls] #!", "cases wants a condition for each kind"),
    (CHECK, "check:\n  tls: true\n  cases: {replication_group: {tls: true}} #!",
     "replication_group has no fact 'cases'."),
]  # fmt: skip

CONDITIONS = [
    (CHECK, "check: {} #!", "a condition is a mapping such as {tls: true}, not {}"),
    (CHECK, "check:\n  all:\n    - {tls: true}\n    - tls #!",
     "a condition is a mapping such as {tls: true}, not 'tls'"),
    (CHECK, "check:\n  all: {tls: true} #!", "all wants a list of conditions"),
    (CHECK, "check:\n  any: [] #!", "any wants a list of conditions"),
    (CHECK, "check:\n  not: [] #!", "a condition is a mapping such as {tls: true}, not []"),
    (CHECK, "check:\n  al: #!\n  - tls: true", "replication_group has no fact 'al'. Did you mean 'all'?"),
    (CHECK, "check:\n  all:\n    - tls: true\n    - not:\n        any:\n          - {tsl: true} #!",
     "replication_group has no fact 'tsl'. Did you mean 'tls'?"),
    (CHECK, "check:\n  backup_days:\n    gte: 3 #!",
     "backup_days takes is, ne, in, lt, le, gt, ge, absent, not 'gte'. Did you mean 'gt'?"),
    (CHECK, "check:\n  tls: {lt: true} #!", "tls takes is, ne, absent, not 'lt'."),
    (CHECK, "check:\n  tls: {} #!", "tls has no test"),
    (CHECK, "check:\n  tls: 'true' #!", "tls wants a value of type bool, not 'true'"),
    (CHECK, "check:\n  engine: memcached #!", "engine wants redis or valkey, not 'memcached'"),
    (CHECK, "check:\n  identifier: {matches: '['} #!", "'[' is not a regular expression: unterminated character set"),
    (CHECK, "check:\n  backup_days: {ge: $dais} #!\nparams: {days: 7}", "no parameter 'dais'. Did you mean 'days'?"),
    (CHECK, "check:\n  backup_days: {ge: $days} #!\nparams: {days: a week}",
     "backup_days wants a value of type int, not 'a week'"),
    (CHECK, "check:\n  some: user_group #!",
     "replication_group has no relation 'user_group'. Did you mean 'user_groups'?"),
    (CHECK, "check:\n  every: user_groups #!", "every needs `that`"),
    (CHECK, "check:\n  none: user_groups\n  whre: {engine: redis} #!", "none takes `where` and `that`, not 'whre'"),
    (CHECK, "check:\n  some: user_groups #!\n  every: security_groups\n  that: {}",
     "every takes `where` and `that`, not 'some'"),
    (CHECK, "check:\n  some: user_groups\n  where:\n    enginee: redis #!",
     "user_group has no fact 'enginee'. Did you mean 'engine'?"),
    (CHECK, "check:\n  some: user_groups\n  that:\n    some: users\n    that:\n      username: default #!",
     "user has no fact 'username'. Did you mean 'user_name'?"),
    (CHECK, "check:\n  some: user_groups\n  where: {} #!", "a condition is a mapping such as {tls: true}, not {}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [*ENVELOPE, *REFERENCES, *SCOPE, *CONDITIONS],
    ids=lambda text: text.splitlines()[-1][:60],
)
def test_an_error_names_file_and_line(old: str, new: str, message: str, tmp_path: Path):
    assert SOUND.count(old) == 1
    text = SOUND.replace(old, new)
    marked = [number for number, line in enumerate(text.splitlines(), 1) if line.endswith("#!")]
    line = marked[0] if marked else 1 + text[: text.index("remediation:")].count("\n")
    file = tmp_path / "sample.yaml"
    file.write_text(text)
    with pytest.raises(RuleError) as raised:
        load_rules((tmp_path,))
    assert str(raised.value).startswith(f"{file}:{line}: {message}")


def test_the_sound_rule_is_sound(tmp_path: Path):
    (tmp_path / "sample.yaml").write_text(SOUND)
    assert load_rules((tmp_path,)).rules["sample"].info.theme == "custom"


def test_suggestion():
    assert suggestion("tsl", ["tls", "engine"]) == " Did you mean 'tls'?"
    assert suggestion("tsl", {"tls": 1}) == " Did you mean 'tls'?"
    assert suggestion("completely-else", ["tls", "engine"]) == ""
