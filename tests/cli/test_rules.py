"""`auditor rules list|show|test|schema`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from auditor.engine.loader import load_rules
from auditor.model.schema import KINDS
from tests.cli.running import ROOT, auditor, process, write_to
from tests.cli.test_bad_options import RULE

RULES = load_rules().rules
#: The same with an example of each verdict that it can end in.
PASSING = RULE + "  pass: [{facts: {tls: true}}]\n"


class TestList:
    def test_all_of_it(self, snapshot: Callable[[str, str], None]):
        run = auditor("rules", "list")
        assert (run.status, run.err) == (0, "")
        snapshot(run.out, "rules-list.txt")

    def names(self, *words: str) -> list[str]:
        run = auditor("rules", "list", *words)
        assert run.status == 0
        return [line.split()[1] for line in run.out.splitlines()]

    def test_worst_first(self):
        assert [RULES[name].severity for name in self.names()] == sorted(
            (r.severity for r in RULES.values() if r.default), reverse=True
        )

    def test_chosen(self):
        assert self.names("--select", "transit-encryption-enabled") == ["transit-encryption-enabled"]
        assert self.names("--select", "ckv_aws_30") == ["transit-encryption-enabled"]
        assert set(self.names("--select", "low")) == {r for r in RULES if RULES[r].severity.word == "low"}
        assert set(self.names("--select", "encryption", "--select", "durability")) == {
            r for r in RULES if RULES[r].info.theme in ("encryption", "durability")
        }
        assert set(self.names("--ignore", "soc-2")) == {
            r for r in RULES if RULES[r].default and not any(c.startswith("soc-2/") for c in RULES[r].info.controls)
        }

    def test_own_rules_come_along(self):
        write_to("my/sample.yaml", RULE)
        assert "sample" in self.names("--rules", "my")
        assert "sample" not in self.names()

    def test_nothing_left(self):
        assert auditor("rules", "list", "--ignore", "all").status == 2


class TestShow:
    @pytest.mark.parametrize("name", RULES)
    def test_every_rule(self, name: str):
        run = auditor("rules", "show", name)
        assert (run.status, run.err) == (0, "")
        info, text = RULES[name].info, " ".join(run.out.split())
        assert run.out.startswith(f"{name}  ({info.severity.word}, {info.theme})\n{info.title}\n")
        sources = [words for source in info.sources for words in source]
        for told in (info.why, info.remediation["text"], info.effect, *info.controls, *info.aliases, *sources):
            assert " ".join(told.split()) in text
        assert f"File: rules/{info.theme}/{name}.yaml" in run.out
        assert ("Judges only what a plan does to them: " in text) is bool(info.changes)
        assert (ROOT / f"rules/{info.theme}/{name}.yaml").is_file()

    def test_one_of_them(self, snapshot: Callable[[str, str], None]):
        snapshot(auditor("rules", "show", "backup-retention-period").out, "rules-show.txt")

    @pytest.mark.parametrize("alias", ["CKV_AWS_30", "ckv_aws_30", "AVD-AWS-0051", "ElastiCache.5"])
    def test_by_another_tools_id(self, alias: str):
        assert auditor("rules", "show", alias) == auditor("rules", "show", "transit-encryption-enabled")

    def test_an_id_that_stands_for_several(self):
        run = auditor("rules", "show", "encryption")
        assert run.status == 0
        for name in RULES:
            assert (f"{name}  (" in run.out) is (RULES[name].info.theme == "encryption")

    def test_a_rule_that_is_not_there(self):
        run = auditor("rules", "show", "replica-cuont")
        assert run.status == 2
        assert run.error == (
            "no rule, alias, theme, severity or framework 'replica-cuont'. Did you mean 'replica-count'?"
        )
        assert auditor("rules", "show").error == "Missing argument 'RULE_ID'."

    def test_a_threshold(self):
        words = ("rules", "show", "backup-retention-period")
        assert "Parameters: days=7\n" in auditor(*words).out
        assert "Parameters: days=14\n" in auditor(*words, "--rule-param", "backup-retention-period.days=14").out

    def test_an_own_rule(self):
        write_to("my/sample.yaml", RULE)
        run = auditor("rules", "show", "sample", "--rules", "my")
        assert "File: my/sample.yaml\n" in run.out

    def test_escapes_in_an_own_rule_are_not_shown(self):
        write_to(
            "my/sample.yaml", RULE.replace("title: A sample", 'title: "\\e[31mred"').replace("Because.", '"\\e]0;x\\a"')
        )
        for words in (["list"], ["show", "sample"]):
            assert "\x1b" not in auditor("rules", *words, "--rules", "my").out


class TestTest:
    def test_the_built_in_ones(self):
        run = auditor("rules", "test", "--no-mutants")
        assert (run.status, run.err) == (0, "")
        assert run.out == f"{len(RULES)} rules, {self.examples():,} examples, 0 wrong\n"

    def test_no_mutant_of_the_built_in_ones_goes_unnoticed(self):
        run = auditor("rules", "test")
        assert (run.status, run.err) == (0, "")
        told = rf"{len(RULES)} rules, {self.examples():,} examples, 0 wrong; ([\d,]+) mutants, 0 unnoticed\n"
        found = re.fullmatch(told, run.out)
        assert found is not None
        assert int(found[1].replace(",", "")) > 10 * len(RULES)

    @staticmethod
    def examples() -> int:
        written = (yaml.safe_load((ROOT / rule.file).read_text()) for rule in RULES.values())
        return sum(len(examples) for one in written for examples in one.get("examples", {}).values())

    def test_every_example_by_name(self):
        lines = auditor("rules", "test", "--verbose").out.splitlines()
        assert "ok    transit-encryption-enabled pass 1" in lines
        assert len([line for line in lines if line.startswith("ok ")]) == self.examples()

    def test_a_fact_that_decides_nothing_is_worth_a_note(self):
        fact = "{tls: false, engine: valkey}"
        write_to("my/sample.yaml", PASSING.replace("{tls: false}", fact))
        note = (
            "note  my/sample.yaml:10: `engine` of replication_group decides nothing in any example\n"
            "      leave it out, or add the example in which it does\n"
        )
        assert note in auditor("rules", "test", "my", "--verbose").out
        assert auditor("rules", "test", "my").out == "1 rule, 2 examples, 0 wrong; 3 mutants, 0 unnoticed\n"

    def test_a_directory(self):
        write_to("my/sample.yaml", PASSING)
        run = auditor("rules", "test", "my")
        assert (run.status, run.out, run.err) == (0, "1 rule, 2 examples, 0 wrong; 3 mutants, 0 unnoticed\n", "")

    def test_the_directory_of_the_built_in_ones_is_no_other(self):
        built_in = auditor("rules", "test", "--no-mutants")
        assert auditor("rules", "test", ROOT / "rules", "--no-mutants") == built_in

    def test_what_no_example_notices(self):
        write_to("my/sample.yaml", RULE)
        run = auditor("rules", "test", "my")
        assert (run.status, run.err) == (1, "")
        assert run.out == (
            "UNNOTICED my/sample.yaml:7: no example notices if the check can never be met, so that everything fails\n"
            "      an example that would: pass: {facts: {tls: true}}\n"
            "1 rule, 1 example, 0 wrong; 3 mutants, 1 unnoticed\n"
        )
        run = auditor("rules", "test", "my", "--no-mutants")
        assert (run.status, run.out) == (0, "1 rule, 1 example, 0 wrong\n")

    def test_a_wrong_example(self):
        write_to("my/sample.yaml", RULE + "  pass: [{facts: {tls: true}}, {facts: {tls: false}}]\n")
        write_to("my/deep/other.yaml", PASSING.replace("id: sample", "id: other"))
        run = auditor("rules", "test", "my")
        assert (run.status, run.err) == (1, "")
        # What the wrong example would notice is not asked.
        total = "2 rules, 5 examples, 1 wrong; 3 mutants, 0 unnoticed"
        assert run.out == f"WRONG sample pass 2: got fail: TLS is false\n{total}\n"
        verbose = auditor("rules", "test", "my", "-v")
        assert verbose.status == 1
        assert verbose.out.splitlines() == [
            "ok    other pass 1",
            "ok    other fail 1",
            "ok    sample pass 1",
            "WRONG sample pass 2: got fail: TLS is false",
            "ok    sample fail 1",
            total,
        ]

    def test_it_is_the_status_of_the_process(self):
        write_to("good/sample.yaml", PASSING)
        write_to("idle/sample.yaml", RULE)
        write_to("wrong/sample.yaml", PASSING.replace("{tls: false}", "{tls: true}"))
        write_to("bad/sample.yaml", RULE.replace("high", "hihg"))
        Path("empty").mkdir()
        names = ("good", "idle", "wrong", "bad", "empty", "missing")
        assert [process("rules", "test", d).returncode for d in names] == [0, 1, 1, 2, 2, 2]

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("{tls: false}", "{tsl: false}", "my/sample.yaml:"),
            ("{facts: {tls: false}}", "{kind: user, facts: {}}", "my/sample.yaml: example fail 1: "),
            ("tls: true}", "tsl: true}", "my/sample.yaml:7: replication_group has no fact 'tsl'. Did you mean 'tls'?"),
        ],
    )
    def test_a_rule_that_cannot_be_tested(self, old: str, new: str, message: str):
        write_to("my/sample.yaml", RULE.replace(old, new))
        run = auditor("rules", "test", "my")
        assert run.status == 2
        assert run.error.startswith(message)

    def test_no_rules(self):
        Path("empty").mkdir()
        run = auditor("rules", "test", "empty")
        assert run.status == 2
        assert run.error == "no rule file (*.yaml) in empty"


class TestDocs:
    def test_pages_are_written_and_checked(self):
        write_to("my/tls/sample.yaml", PASSING)
        run = auditor("rules", "docs", "my", "--check")
        told = ["not up to date: my/tls/sample.md", "not up to date: my/README.md", "2 pages, 2 not up to date"]
        assert (run.status, run.out.splitlines()) == (1, told)
        assert not Path("my/README.md").exists()
        run = auditor("rules", "docs", "my")
        told = ["written: my/tls/sample.md", "written: my/README.md", "2 pages, 2 changed"]
        assert (run.status, run.out.splitlines()) == (0, told)
        run = auditor("rules", "docs", "my", "--check")
        assert (run.status, run.out) == (0, "2 pages, 0 not up to date\n")
        Path("my/tls/sample.yaml").rename("my/tls/other.yaml")
        write_to("my/tls/other.yaml", PASSING.replace("id: sample", "id: other"))
        told = ["removed: my/tls/sample.md", "written: my/tls/other.md", "written: my/README.md"]
        assert auditor("rules", "docs", "my").out.splitlines()[:-1] == told

    def test_a_mistake_in_a_rule(self):
        write_to("my/sample.yaml", RULE.replace("high", "hihg"))
        assert auditor("rules", "docs", "my").error.startswith("my/sample.yaml:3: severity")
        assert auditor("rules", "docs").error == "Missing argument 'DIRECTORY'."


class TestSchema:
    def test_it_describes_every_rule(self):
        run = auditor("rules", "schema")
        assert (run.status, run.err) == (0, "")
        schema = json.loads(run.out)
        jsonschema.Draft202012Validator.check_schema(schema)
        for name in RULES:
            jsonschema.validate(yaml.safe_load((ROOT / RULES[name].file).read_text()), schema)

    def test_it_refuses_what_is_no_rule(self):
        schema = json.loads(auditor("rules", "schema").out)
        for wrong in (
            {},
            {"id": "x"},
            yaml.safe_load(RULE) | {"severity": "severe"},
            yaml.safe_load(RULE) | {"more": 1},
        ):
            assert list(jsonschema.Draft202012Validator(schema).iter_errors(wrong))

    def test_the_facts(self, snapshot: Callable[[str, str], None]):
        run = auditor("rules", "schema", "--facts")
        assert (run.status, run.err) == (0, "")
        snapshot(run.out, "rules-schema-facts.txt")

    def test_every_fact_is_there_on_one_line(self):
        lines = auditor("rules", "schema", "--facts").out.splitlines()
        assert len(lines) == sum(1 + len(k.facts) + len(k.relations) for k in KINDS.values())
        assert [line for line in lines if not line.startswith(" ")] == list(KINDS)
