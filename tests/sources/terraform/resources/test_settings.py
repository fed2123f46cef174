"""Settings of parameter groups that hang on something."""

from __future__ import annotations

from pathlib import Path

from auditor.model.facts import Unknown
from tests.sources.terraform.helpers import only, plain, read


def test_a_parameter_whose_value_is_null_in_a_case_is_not_set_there(tmp_path: Path) -> None:
    text = (
        'variable "open" {}\nresource "aws_elasticache_parameter_group" "p" {\n  name = "p"\n  family = "redis7"\n'
        '  parameter {\n    name = "timeout"\n    value = "0"\n  }\n'
        '  parameter {\n    name = "databases"\n    value = var.open == "x" ? "1" : null\n  }\n}\n'
    )
    fact = only(read(tmp_path, text)).facts["parameters"]
    assert isinstance(fact, Unknown)
    assert [plain(case) for _, case in fact.choices] == [("databases=1", "timeout=0"), ("timeout=0",)]
