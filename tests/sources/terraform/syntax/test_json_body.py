"""Configuration in JSON as blocks: exact places, wrong shapes, damaged text."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from auditor.sources.terraform.source import read_terraform
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.nested import nested_blocks
from auditor.sources.terraform.syntax.parse import parse
from auditor.sources.terraform.syntax.source_file import Source
from tests.sources.terraform.hcl_to_json import to_json
from tests.sources.terraform.helpers import UNKNOWN, only, plain, read

GROUP = "aws_elasticache_replication_group"
SAMPLE = Path(__file__).resolve().parents[4] / "samples/leaky-shop/terraform/caches.tf"


def written(text: str, node: s.Node | s.Attribute, *, span: s.Span | None = None) -> str:
    """What stands in the text where a node says that it stands."""
    row, column, end_row, end_column = span or node.span
    lines = text.encode().split(b"\n")[row : end_row + 1]
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return b"\n".join(lines).decode()


def resource(body: str) -> s.Block:
    """The one resource with this body."""
    file = parse(f'{{"resource": {{"x_y": {{"z": {body}}}}}}}'.encode(), "main.tf.json")
    (block,) = file.blocks
    return block


# places


def test_blocks_and_attributes_stand_where_they_say() -> None:
    text = '{\n "é": 1, "resource" : {"x_y":\n  { "z" : [ {"a":1,\n "b" : [1,\n2] } ], "w" : { "c" : "é" } } } }'
    file = parse(text.encode(), "main.tf.json")
    first, second = file.blocks
    assert written(text, first.attributes["a"]) == '"a":1'
    assert written(text, first.attributes["b"]) == '"b" : [1,\n2]'
    assert written(text, first.attributes["b"].value) == "[1,\n2]"
    assert (written(text, first.attributes["a"], span=first.header), first.header[0]) == ("{", 2)
    assert written(text, second.attributes["c"], span=second.header) == '"w"'
    assert written(text, second.attributes["c"], span=second.span) == '"w" : { "c" : "é" }'
    assert written(text, second.attributes["c"].value) == '"é"'
    place = Source(file).place(second.attributes["c"].span)
    assert (place.line, place.column, place.end_column) == (5, 17, 26)


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ('"${var.a}"', "var.a", "var.a"),
        ('"é${var.a}"', "var.a", "var.a"),
        ('"\\u00e9\\n\\"${var.a}"', "var.a", "var.a"),
        ('"\\ud83d\\ude00${var.a}"', "var.a", "var.a"),
        ('"${\\n var.a}"', "var.a", "var.a"),
        ('"${f(\\"x\\")}"', '"x"', '\\"x\\"'),
        ('"${f(\\"x\\", var.a)}"', "var.a", "var.a"),
        ('"%{ if true }\\t${var.a}%{ endif }"', "var.a", "var.a"),
        ('"${<<X\\n${var.a}\\nX\\n}"', "var.a", "var.a"),
        ('"${[for x in y : var.a]}"', "var.a", "var.a"),
        ('"${a ? b : var.a}"', "var.a", "var.a"),
    ],
)
def test_what_stands_in_a_template_has_its_own_place(text: str, part: str, found: str) -> None:
    line = f'{{"locals": {{"a":\n {text}}}}}'
    (block,) = parse(line.encode(), "main.tf.json").blocks
    wanted = (s.Literal,) if part.startswith('"') else (s.GetAttr,)
    nodes = [one for one in _nodes(block.attributes["a"].value) if isinstance(one, wanted)]
    assert found in [written(line, one) for one in nodes]


def _nodes(node: object) -> list[s.Node]:
    found: list[s.Node] = []
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo += one
        elif hasattr(one, "span"):
            found.append(one)  # type: ignore[arg-type]  # it has a span
            todo += [getattr(one, name) for name in type(one).__slots__]  # type: ignore[attr-defined]  # same
    return found


# nested blocks


def test_an_object_or_array_may_be_nested_blocks() -> None:
    block = resource('{"one": {"a": 1, "//": 2}, "two": [{"a": 1}, {"a": {"b": 1}}], "none": null, "no": []}')
    assert [list(one.attributes) for one in nested_blocks(block, "one")] == [["a"]]
    assert [list(one.attributes) for one in nested_blocks(block, "two")] == [["a"], ["a"]]
    assert [*nested_blocks(block, "none"), *nested_blocks(block, "no"), *nested_blocks(block, "other")] == []
    (_, two) = nested_blocks(block, "two")
    assert [list(one.attributes) for one in nested_blocks(two, "a")] == [["b"]]


@pytest.mark.parametrize("value", ['"${var.x}"', "1", "true", "[1]", '["${var.x}"]', "[null]", "[[{}]]", '{"${x}": 1}'])
def test_what_is_no_block_is_a_broken_one(value: str) -> None:
    assert [bool(one.broken) for one in nested_blocks(resource(f'{{"b": {value}}}'), "b")] == [True]


def test_dynamic_blocks_in_dynamic_blocks() -> None:
    inner = '{"d": {"for_each": "${c.value}", "iterator": "it", "content": {"x": "${it.value}"}}}'
    block = resource(f'{{"dynamic": {{"c": [{{"for_each": [[1]], "content": {{"dynamic": {inner}}}}}]}}}}')
    (outer,) = nested_blocks(block, "c")
    assert (outer.type, outer.labels) == ("dynamic", ("c",))
    (content,) = nested_blocks(outer, "content")
    (second,) = nested_blocks(content, "d")
    assert isinstance(second.attributes["iterator"].value, s.Name)
    assert "dynamic" not in block.attributes


@pytest.mark.parametrize(
    "value", ["1", '"x"', "[1]", '{"c": 1}', '{"c": [1]}', '{"c": "${x}"}', '{"${x}": {}}', "[[]]"]
)
def test_a_dynamic_block_of_wrong_shape_leaves_its_block_open(value: str) -> None:
    assert resource(f'{{"dynamic": {value}}}').broken


# wrong shapes


def test_facts_of_wrong_shapes_are_not_known(tmp_path: Path) -> None:
    body = '{"log_delivery_configuration": "${var.x}", "node_group_configuration": [1], "dynamic": 1}'
    text = f'{{"resource": {{"{GROUP}": {{"a": {body}}}}}, "variable": {{"x": {{}}}}}}'
    facts = only(read(tmp_path, {"main.tf.json": text})).facts
    assert [plain(facts[name]) for name in ("log_types", "replicas_per_shard", "kms_key")] == [UNKNOWN] * 3


SOUND = f'resource "{GROUP}" "sound" {{\n}}\n'
SHAPES: tuple[object, ...] = (
    None,
    True,
    1,
    1.5,
    "",
    "x",
    "${var.x}",
    "${",
    "%{ if x }",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"a": {}},
    {"//": 1},
)
WORDS = (
    *("resource", "data", "module", "variable", "output", "locals", "provider", "moved", "import", "removed", "check"),
    *("terraform", "ephemeral", "action", "nonsense", "//", GROUP, "aws_security_group", "ingress", "dynamic", "count"),
    *("for_each", "lifecycle", "depends_on", "source", "type", "default", "content", "iterator", "tags", "provisioner"),
    *("from", "to", "passwords", "auth_token", "authentication_mode", "parameter", "enabled", "providers", "backend"),
)


def made_up(source: random.Random, depth: int = 0) -> object:
    """Any JSON value, of words that mean something in configuration."""
    kind = source.random()
    if depth > 7 or kind < 0.25:
        return source.choice(SHAPES)
    if kind < 0.4:
        return [made_up(source, depth + 1) for _ in range(source.randrange(4))]
    return {source.choice(WORDS): made_up(source, depth + 1) for _ in range(source.randrange(5))}


@pytest.mark.parametrize("seed", range(20))
def test_no_shape_is_too_wrong(seed: int, tmp_path: Path) -> None:
    """Nothing raises, and what Terraform knows no meaning for is told."""
    source = random.Random(seed)  # noqa: S311 - made-up code
    for number in range(25):
        code = {word: made_up(source, 1) for word in source.sample(WORDS, 4)}
        folder = tmp_path / str(number)
        files = {"main.tf.json": json.dumps(code), "x.auto.tfvars.json": json.dumps(made_up(source)), "sound.tf": SOUND}
        inventory = read(folder, files)
        assert f"{GROUP}.sound" in inventory.resources
        if any(
            word in code and not isinstance(code[word], (dict, list)) and code[word] is not None for word in WORDS[:6]
        ):
            assert inventory.gaps


# damaged text


def _names(text: str, tmp_path: Path) -> tuple[set[str], int]:
    (tmp_path / "main.tf.json").write_bytes(text.encode(errors="surrogateescape"))
    inventory = read_terraform((tmp_path / "main.tf.json",), tmp_path)
    return set(inventory.resources), sum(gap.what == "main.tf.json" for gap in inventory.gaps)


def test_cut_anywhere_the_text_keeps_what_stands_before(tmp_path: Path) -> None:
    text = to_json(SAMPLE.read_text("utf-8"))
    whole, gaps = _names(text, tmp_path)
    assert (len(whole) > 10, gaps) == (True, 0)
    # Whether it was to have a count may be what was cut off.
    whole |= {name.partition("[")[0] for name in whole}
    kept = 0
    source = random.Random(1)  # noqa: S311 - made-up mistakes
    for cut in source.sample(range(1, len(text) - 1), 60):
        names, gaps = _names(text[:cut], tmp_path)
        assert names <= whole
        assert gaps
        kept += len(names)
    assert kept > 200


@pytest.mark.parametrize("seed", range(8))
def test_no_resource_is_lost_in_silence(seed: int, tmp_path: Path) -> None:
    """A mark taken out of the text, or put into it, leaves the same resources, or is told."""
    source = random.Random(seed)  # noqa: S311 - made-up mistakes
    text = to_json(SAMPLE.read_text("utf-8"))
    whole, _ = _names(text, tmp_path)
    marks = [at for at, character in enumerate(text) if character in '{}[],:"\n']
    for _ in range(15):
        at = source.choice(marks)
        garbled = text[:at] + source.choice(["", '"', "{", "}", "[", "]", ",", ":", "\\", "x", "0", "${", "\udcff"])
        garbled += text[at + source.randrange(2) :]
        names, gaps = _names(garbled, tmp_path)
        assert gaps or len(names) >= len(whole), garbled[max(0, at - 40) : at + 40]


def test_the_block_around_a_mistake_is_open(tmp_path: Path) -> None:
    text = (
        f'{{"resource": {{"{GROUP}": {{\n"a": {{"engine": "redis", "port": 1}},\n'
        '"b": {"engine": "redis", "port": 1e, "kms_key_id": "x"}, "c": {"engine": "redis"}}}}'
    )
    inventory = read(tmp_path, {"main.tf.json": text})
    assert sorted(r.name for r in inventory.resources.values()) == ["a", "b"]
    first, second = (inventory.resources[f"{GROUP}.{name}"].facts for name in "ab")
    assert [plain(first[n]) for n in ("engine", "port", "tls")] == ["redis", 1, False]
    assert [plain(second[n]) for n in ("engine", "port", "tls")] == ["redis", UNKNOWN, UNKNOWN]
    assert [(g.location.line, g.location.column) for g in inventory.gaps] == [(3, 34)]


def test_large_files_end_soon(tmp_path: Path) -> None:
    many = {f"r{i}": {"engine": "${var.e}", "port": 1, "tags": {"a": "b"}} for i in range(2_000)}
    text = json.dumps({"variable": {"e": {"default": "redis"}}, "resource": {GROUP: many}})
    assert len(read(tmp_path, {"main.tf.json": text}).resources) == 2_000


@pytest.mark.parametrize(
    "text", ["[" * 20_000, '{"resource":' * 20_000, "[" * 20_000 + "]" * 20_000, "[1" + ",1" * 600_000]
)
def test_hostile_files_are_told(text: str, tmp_path: Path) -> None:
    inventory = read(tmp_path, {"main.tf.json": text, "sound.tf": f'resource "{GROUP}" "a" {{\n}}\n'})
    assert len(inventory.resources) == 1
    assert inventory.gaps


def test_a_file_that_is_too_large_is_told(tmp_path: Path) -> None:
    text = '{"locals": {"a": "' + "x" * 50_000_000 + '"}}'
    inventory = read(tmp_path, {"main.tf.json": text, "sound.tf": f'resource "{GROUP}" "a" {{\n}}\n'})
    assert [g.location.file for g in inventory.gaps] == ["main.tf.json"]
