"""Made-up expressions have the type and the value that `terraform console` finds, wherever we say that we know them.

`AUDITOR_ORACLE=full` asks for many more of them; `AUDITOR_ORACLE_SEED` for others.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from auditor.sources.partial.type_of import OPEN, holds
from auditor.sources.partial.values import EvalError, Unk, has_unknown
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.language.expression_types import type_of_expression
from auditor.sources.terraform.language.functions.json_text import json_text
from auditor.sources.terraform.modules.instance import ModuleInstance
from tests.sources.terraform.helpers import root_of
from tests.sources.terraform.language.terraform_types import Answer, answers, planned
from tests.sources.terraform.language.typed_expressions import LATER, SETUP, Maker

FULL = os.environ.get("AUDITOR_ORACLE") == "full"
NUMBER = 20_000 if FULL else 1_000
SEED = int(os.environ.get("AUDITOR_ORACLE_SEED", "2026"))
LEAST_KNOWN = 0.95

pytestmark = pytest.mark.oracle


def ours(module: ModuleInstance, name: str) -> Answer | None:
    """What we know of an output; None where that is not everything, an empty answer where it is an error."""
    value = module.output(name)
    if isinstance(value, Unk) and value.error and not value.choices:
        return Answer()
    declared = module.definition.outputs[name]
    known = type_of_expression(declared.block.attributes["value"].value, value, Env(module, declared.source, {}))
    kind = "" if holds(known, OPEN) else str(known)
    if has_unknown(value):
        return Answer("", kind) if isinstance(value, Unk) and kind else None
    try:
        return Answer(json_text(value), kind)
    except EvalError:
        return Answer()


def read(expressions: list[str], folder: Path) -> tuple[ModuleInstance, Path, str]:
    """Our module with an output for each expression, and what Terraform needs to answer the same."""
    program = shutil.which("terraform")
    if program is None:
        pytest.skip("terraform is not installed")
    theirs = folder / "theirs"
    theirs.mkdir()
    (theirs / "main.tf").write_text(SETUP, encoding="utf-8")
    (folder / "ours").mkdir()
    outputs = "".join(f'output "r{i}" {{\n  value = {one}\n}}\n' for i, one in enumerate(expressions))
    return root_of(folder / "ours", SETUP + outputs).module, theirs, program


def _agree(answer: Answer, expected: Answer) -> bool:
    if not answer.json:
        # Of what is not known the type may be; what is an error here must be one there.
        return (
            answer.type in ("", expected.type) and (bool(answer.type) or expected == Answer())
            if expected.json
            else True
        )
    if not answer.type and expected == Answer():
        # A value whose type is left open is what it would be, were its type not refused.
        return True
    if answer.json == expected.json == "null" and expected.type == "dynamic":
        # Which type a null has may be told by a branch that Terraform gives up: no value can show the difference.
        return True
    return answer.json == expected.json and answer.type in ("", expected.type)


def test_made_up_expressions_have_the_type_and_value_that_terraform_finds(tmp_path: Path) -> None:
    maker = Maker(SEED)
    expressions = [maker.expression() for _ in range(NUMBER)]
    module, folder, program = read(expressions, tmp_path)
    wrong, known, all_known = [], 0, 0
    for i, (one, expected) in enumerate(zip(expressions, answers(expressions, folder, program), strict=True)):
        answer = ours(module, f"r{i}")
        all_known += bool(expected.json)
        known += bool(expected.json and answer and answer.json)
        if answer is not None and not _agree(answer, expected):
            wrong.append(f"{one}\n    terraform: {expected}\n    ours:      {answer} {module.output(f'r{i}')}")
    assert not wrong, f"{len(wrong)} of {NUMBER}:\n" + "\n".join(wrong[:20])
    assert known >= LEAST_KNOWN * all_known


def test_values_hold_beside_what_is_known_later(tmp_path: Path) -> None:
    maker = Maker(SEED, later=True)
    expressions = [maker.expression() for _ in range(NUMBER // 2)]
    module, folder, program = read(expressions, tmp_path)
    doubtful = []
    for i, (one, expected) in enumerate(zip(expressions, planned(expressions, folder, program), strict=True)):
        answer = ours(module, f"r{i}")
        # What Terraform refuses, or knows only later, may be known here: it does not look at all of a type then.
        if answer is None or not expected or (answer.type and not answer.json):
            continue
        if answer.json != expected:
            doubtful.append((one, expected, answer))
    # Nor does it look at all of a type of what it does know: then ours must be what it gives when everything is known.
    wrong = {}
    for later in ('"x"', '"7"') if doubtful else ():
        settled = [one.replace(LATER, later) for one, _, _ in doubtful]
        for found, then in zip(doubtful, planned(settled, folder, program), strict=True):
            if then != (found[2].json or None):
                wrong[found[0]] = (*found, then)
    assert not wrong, f"{len(wrong)} of {len(expressions)}:\n" + "\n".join(map(str, list(wrong.values())[:20]))
