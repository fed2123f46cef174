"""Build hook: compiles `rules/**/*.yaml` into `auditor/_data/rules.json`, which loads many times faster than YAML."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: The types that mean the same in YAML and JSON. YAML's dates and binaries do not: a rule has to quote them.
_SCALARS = (str, int, float, bool, type(None))


class RuleCompiler(BuildHookInterface):  # type: ignore[type-arg]  # generic only in hatchling's stubs
    """Writes the compiled catalogue into the tree, where both a wheel and an editable install find it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # hatchling's signature
        """Compile before the files of a wheel are collected; `artifacts` in pyproject.toml picks the result up."""
        data = load_by_path(Path(self.root, "auditor", "data.py"))
        rules = Path(self.root, "rules")
        write_compiled(data, rules, Path(self.root, "auditor", "_data", "rules.json"))
        if version == "standard":
            build_data["force_include"].update(shipped(rules))


def shipped(rules: Path) -> dict[str, str]:
    """The files of the catalogue, and where a wheel has them; without the pages, which `auditor rules show` tells."""
    files = (path for path in sorted(rules.rglob("*")) if path.is_file())
    wanted = (path for path in files if path.suffix != ".md" or path.name == "README.md")
    return {str(path): f"auditor/_data/rules/{path.relative_to(rules).as_posix()}" for path in wanted}


def load_by_path(path: Path) -> ModuleType:
    """Import one file without its package, whose dependencies are not there at build time."""
    spec = importlib.util.spec_from_file_location(f"_built_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_compiled(data: ModuleType, rules: Path, target: Path) -> None:
    """Compile the catalogue in `rules` into the JSON file `target`; the same rules give the same bytes."""
    compiled = {
        "digest": data.rules_digest(rules),
        "files": {name: packed(parse(path)) for name, path in data.rule_files(rules).items()},
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_text(_json(compiled), encoding="utf-8")
    partial.replace(target)


def packed(document: Any) -> Any:
    """A rule with its examples as text: half of the catalogue, which only those unpack who look at examples."""
    if isinstance(document, dict) and isinstance(document.get("examples"), dict):
        return document | {"examples": _json(document["examples"])}
    return document


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parse(path: Path) -> Any:
    """One YAML file as plain JSON values.

    Raises:
        ValueError: a key or value of the file has no equal in JSON.
    """
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    _check_plain(document, path, "")
    return document


def _check_plain(value: Any, path: Path, where: str) -> None:
    """Refuse what JSON would silently change, so that the compiled form and the YAML never differ."""
    if isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{path}: key {key!r} in {where or 'the document'} is not text; quote it")
            _check_plain(member, path, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            _check_plain(member, path, f"{where}[{index}]")
    elif not isinstance(value, _SCALARS):
        raise ValueError(f"{path}: {where} is read as {type(value).__name__}; quote it")
