"""What configuration in JSON comes to, next to what the real Terraform makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.sources.terraform.source import read_terraform
from tests.sources.terraform.helpers import replication_group, root_of, write
from tests.sources.terraform.real import needs_terraform, outputs, refuses

#: Values of locals: every text in them is a template.
VALUES: dict[str, object] = {
    "number": 1,
    "zero": -0,
    "fraction": 0.1,
    "large": 12345678901234567890123,
    "exponent": 1.5e3,
    "yes": True,
    "nothing": None,
    "empty": "",
    "nested": {"a": [1, "2", {"b": None}], "//": "kept"},
    "reference": "${local.number + 1}",
    "keeps the type": "${[1, 2]}",
    "only text": "${local.number} ",
    "two": '${"a"}${"b"}',
    "dollars": "$$${local.number} $$$${local.number} $ $$ %",
    "escapes": "$${x} %%{if} $${1}${1}",
    "percents": "%%%{if true}",
    "quotes": 'a "b" \\n \\" \n\t end',
    "quotes inside": '${"q\\"u\\\\o\\nte"}',
    "letters": "é e\u0301 \U0001f600",
    "null inside": "${null}",
    "brace": "${1}} { }",
    "object": "${{ a = 1 }}",
    "lines": "${\n  1 +\n  2\n}",
    "comment": "${1 /* two */}",
    "comment to the end of the line": "${1 # two\n}",
    "heredoc": "${<<EOT\n a\n b\nEOT\n}",
    "indented heredoc": "${<<-EOT\n    a\n      b\n    EOT\n}",
    "looks like a heredoc": "<<EOT\nx\nEOT\n",
    "marker": "TEXT\n${1}\nTEXT_\nTEXT",
    "if": "%{ if true }yes%{ else }no%{ endif }",
    "if alone": "%{ if false }yes%{ endif }",
    "for": "%{ for k, v in { a = 1, b = 2 } }${k}=${v};%{ endfor }",
    "stripped": "  ${~ 1 ~}  \n  y",
    "stripped lines": "a\n  ~\n%{ if true ~}\n  yes  \n  %{~ else ~} no %{ endif ~}\n end \n",
    "ends of lines": "\r\n  ${1}\r\n",
    "ends with a line": "${1}\n",
    "starts with a line": "\n${1}",
    "for expression": '${[for x in ["a"] : upper(x)]}',
    "conditional": '${true ? "a" : "b"}',
    "splat": "${[{ a = 1 }][*].a}",
    "index": '${{ a = 1 }["a"]}',
    "exponent inside": "${1e3}",
    "key": {"${local.number}": 1, "x${1}": 2, "$${y}": 3},
    "function": '${format("%s-%d", "a", 1)}',
    "unicode escape inside": '${"\\u00e9"}',
}

#: Whole files, and whether Terraform takes them.
FILES: dict[str, str] = {
    "array of objects": '[{"output": {"a": {"value": 1}}}, {"output": {"b": {"value": 2}}}]',
    "empty object": "{}",
    "block twice": '{"output": {"a": {"value": 1}}, "output": {"b": {"value": 2}}}',
    "locals are null": '{"locals": null}',
    "no locals": '{"locals": []}',
    "no variable": '{"variable": {"a": null}}',
    "resource with null": '{"resource": {"terraform_data": {"a": [null]}}}',
    "array in an array": '{"resource": {"terraform_data": {"a": [[{"input": 1}]]}}}',
    "lifecycle in an array": '{"resource": {"terraform_data": {"a": {"lifecycle": [{}]}}}}',
    "sensitive as text": '{"variable": {"a": {"sensitive": "true", "default": 1}}}',
    "half of a pair": '{"locals": {"a": "\\ud800"}}',
    "type on lines": '{"variable": {"a": {"type": "list(\\nstring\\n)", "default": []}}}',
    # what it refuses
    "no object": "1",
    "null": "null",
    "nothing": "",
    "byte order mark": '\ufeff{"output": {"a": {"value": 1}}}',
    "trailing comma": '{"locals": {"a": 1,}}',
    "two values": '{"locals": {"a": 1}} {}',
    "comment": '{"locals": {"a": 1}} // x',
    "leading zero": '{"locals": {"a": 01}}',
    "plus": '{"locals": {"a": +1}}',
    "not a number": '{"locals": {"a": NaN}}',
    "point first": '{"locals": {"a": .5}}',
    "huge exponent": '{"locals": {"a": 1e99999999999}}',
    "tab in text": '{"locals": {"a": "\t"}}',
    "line end in text": '{"locals": {"a": "x\n"}}',
    "no such escape": '{"locals": {"a": "\\x"}}',
    "single quotes": "{'a': 1}",
    "resource array": '{"resource": []}',
    "resource null": '{"resource": null}',
    "resource text": '{"resource": "x"}',
    "resource without type": '{"resource": {}}',
    "resource without name": '{"resource": {"terraform_data": {}}}',
    "resource is text": '{"resource": {"terraform_data": {"a": "x"}}}',
    "resource twice": '{"resource": {"terraform_data": {"a": [{}, {}]}}}',
    "comment among types": '{"resource": {"//": "x"}}',
    "unknown block": '{"resources": {"terraform_data": {"a": {}}}}',
    "locals are text": '{"locals": "${x}"}',
    "locals in arrays of arrays": '{"locals": [[[{"a": 1}]]]}',
    "attribute twice": '{"output": {"a": {"value": 1, "value": 2}}}',
    "output twice": '{"output": {"a": [{"value": 1}, {"value": 2}]}}',
    "local twice": '{"locals": {"a": 1, "a": 2}}',
    "key twice": '{"output": {"a": {"value": {"k": 1, "k": 2}}}}',
    "empty interpolation": '{"output": {"a": {"value": "${}"}}}',
    "half an expression": '{"output": {"a": {"value": "${1 +}"}}}',
    "open interpolation": '{"output": {"a": {"value": "${1"}}}',
    "directive without end": '{"output": {"a": {"value": "%{ if true }"}}}',
    "type as a template": '{"variable": {"a": {"type": "${string}", "default": "x"}}}',
    "type in an array": '{"variable": {"a": {"type": ["string"], "default": "x"}}}',
    "lifecycle is text": '{"resource": {"terraform_data": {"a": {"lifecycle": "x"}}}}',
}


@needs_terraform
def test_values_in_json_are_what_terraform_makes_of_them(tmp_path: Path) -> None:
    names = {f"v{number}": name for number, name in enumerate(VALUES)}
    written = {"number": 1} | {key: VALUES[name] for key, name in names.items()}
    code = {"locals": written, "output": {key: {"value": f"${{jsonencode(local.{key})}}"} for key in names}}
    text = json.dumps(code, indent=2)
    root = root_of(tmp_path / "ours", {"main.tf.json": text})
    assert root.module.definition.troubles == []
    theirs = outputs(write(tmp_path / "theirs", {"main.tf.json": text}))
    assert {name: root.module.output(key) for key, name in names.items()} == {n: theirs[k] for k, n in names.items()}


@needs_terraform
@pytest.mark.parametrize("name", FILES)
def test_what_terraform_refuses_is_told(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"main.tf.json": FILES[name], "cache.tf": replication_group()})
    inventory = read_terraform((tmp_path,), tmp_path)
    assert len(inventory.resources) == 1
    (tmp_path / "cache.tf").unlink()
    assert bool(refuses(tmp_path)) == bool(inventory.gaps), inventory.gaps
