"""One value, written in three ways, gives the same nodes; and nothing that anybody writes is a crash."""

import json

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.sources.cloudformation.syntax.json_nodes import read_damaged, read_json_nodes
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from tests.sources.cloudformation.syntax.plain_nodes import plain

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufeff"), max_size=6
)
_NAMES = _TEXT | st.sampled_from(["Ref", "Fn::Sub", "Fn::GetAtt", "Condition", "Type", "<<x", "on", "7.10", "~"])
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(-1e6, 1e6).map(lambda x: round(x, 3)) | _TEXT | _NAMES
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=20
)
_TOKENS = st.sampled_from(
    ["a", "b", ": ", ":\n", "\n", "  ", "    ", "- ", "[", "]", "{", "}", ", ", "!Ref ", "!GetAtt ", "!!int ", "&x ",
     "*x", "<<: ", "? ", "| ", ">-\n", '"', "'", "#", " #", "---\n", "...\n", "%YAML 1.1\n", "\t", "\r", "\ufeff",
     "\x00", "😀", "7", "\\"],
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_VALUES)
def test_json_flow_and_block_are_one(value):
    written = json.dumps(value)
    expected = plain(read_json_nodes(written.encode()).root)
    assert plain(read_damaged(json.dumps(value, ensure_ascii=False, indent=1).encode()).root) == expected
    for style in (True, False):
        text = yaml.safe_dump(value, default_flow_style=style, allow_unicode=True, sort_keys=False)
        document = read_yaml(text.encode())
        assert not document.problems, text
        assert plain(document.root) == expected, text


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.lists(_TOKENS, max_size=40).map(lambda parts: "".join(parts).encode()))
def test_nothing_is_a_crash(text):
    for read in (read_yaml, read_json_nodes):
        document = read(text)
        assert document.root is not None or document.problems or read is read_yaml
