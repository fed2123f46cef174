"""A template in YAML as the JSON that tools make of it: short tags become the long forms, all else stays.

What `cfn-flip` and `rain fmt --json` do; comments are lost.
"""

from __future__ import annotations

import json
from pathlib import Path

import yaml

SAMPLES = Path(__file__).parents[2] / "samples"


class _Loader(yaml.SafeLoader):
    """Reads short tags as long forms, and dates as the texts that they are."""


def _long_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, object]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    argument: object
    if isinstance(node, yaml.ScalarNode):
        argument = loader.construct_scalar(node)
        if suffix == "GetAtt":
            argument = str(argument).split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        argument = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        argument = loader.construct_mapping(node, deep=True)
    return {name: argument}


_Loader.add_multi_constructor("!", _long_form)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_json(text: str) -> str:
    """The template as JSON."""
    return json.dumps(yaml.load(text, _Loader), indent=2, ensure_ascii=False) + "\n"  # noqa: S506 - a SafeLoader with tags


def main() -> None:
    """Write the JSON beside every YAML template of the samples: `python -m tests.parity.as_json`."""
    for template in sorted(SAMPLES.glob("*/cloudformation/*.yaml")):
        target = template.parents[1] / "cloudformation-json" / f"{template.stem}.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(as_json(template.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
