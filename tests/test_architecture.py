"""Who may import whom. Data flows one way, so imports do too; a heavy library stays in the room that needs it.

Imports inside functions count, and so do names of modules written as text: adapters are chosen from such tables.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "auditor"
MAX_LINES = 300

#: Every room (a package or module right under auditor/) and what it may import besides itself, floor by floor.
MAY_IMPORT = {
    # floor 0: values and files, no logic
    "__init__": set(),
    "data": set(),
    "demo": set(),
    "model": set(),
    # floor 1: pure functions over the model
    "analysis": {"model"},
    "engine": {"analysis", "data", "model"},
    # floor 2: the edges of the house; they never meet each other
    "sources": {"analysis", "engine", "model"},
    "reporters": {"__init__", "analysis", "data", "engine", "model"},
    "store": {"analysis", "engine", "model"},
    # floor 3: the pipelines
    "scan": {"__init__", "analysis", "data", "engine", "model", "reporters", "sources", "store"},
    "job": {"__init__", "analysis", "data", "engine", "model", "reporters", "scan", "sources", "store"},
    "live": {"engine", "model", "scan", "sources"},
    "snippets": {"engine", "model", "scan", "sources"},
    # floor 4: the command line
    "cli": {
        "__init__",
        "analysis",
        "data",
        "demo",
        "engine",
        "job",
        "live",
        "model",
        "reporters",
        "scan",
        "snippets",
        "sources",
        "store",
    },
    "__main__": {"cli"},
}

#: Every third-party library and the modules, or packages of modules, that may import it.
LIBRARIES = {
    "boto3": {"sources.aws"},
    "botocore": {"demo.services", "sources.aws"},
    "click": {"cli"},
    "jinja2": {"reporters.html"},
    "markupsafe": {"reporters.html"},
    "pydantic": {"cli.config", "engine", "job.config"},
    "rich": {"cli", "reporters.console"},
    "tree_sitter": {"sources.terraform"},
    "tree_sitter_hcl": {"sources.terraform"},
    "yaml": {"cli.config", "demo.company", "engine", "job.config", "sources"},
}

#: The floors of the sources: what several share lies below, and those on one floor never meet each other.
SOURCE_FLOORS = (
    ("bounds", "copies", "inputs", "whereabouts"),
    ("below", "partial"),
    ("text", "secrecy"),
    ("building",),
    ("provider",),
    ("terraform", "plan", "cloudformation", "aws", "saved"),
    ("recognise",),
    ("passed_over",),
)

#: The floors of the Terraform source: a package imports from its own floor and from those below. An expression is
#: evaluated in a module, whose type the language names, but which it never imports when it runs.
TERRAFORM_FLOORS = (("syntax", "language"), ("secrecy",), ("modules",), ("resources", "no_code"), ("source",))

FILES = sorted(PACKAGE.rglob("*.py"))

_MODULE_AS_TEXT = re.compile(r"auditor(\.\w+)+(:\w+)?")
_ROOM_ROOT = "__init__"


def module_name(path: Path) -> str:
    """The dotted name below `auditor`, such as `engine.loader`; a package has the name of its folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def room_of(module: str) -> str:
    """`auditor.engine.loader` lives in `engine`; names taken from `auditor` itself come from its `__init__`."""
    rest = module.split(".")[1:]
    return rest[0] if rest else _ROOM_ROOT


def imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and absolute name of everything that a module imports, now or later."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module="auditor", names=names, level=0):
                yield from ((node.lineno, submodule(alias.name)) for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module
            case ast.ImportFrom():
                raise AssertionError(
                    f"relative import in line {node.lineno}; ruff bans them, so this test cannot read them"
                )
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(module)), *_]):
                yield node.lineno, module
            case ast.Constant(value=str(text)) if _MODULE_AS_TEXT.fullmatch(text):
                yield node.lineno, text.partition(":")[0]


def submodule(name: str) -> str:
    """What `from auditor import name` imports: a room of that name, or a name of auditor/__init__.py."""
    return f"auditor.{name}" if name in MAY_IMPORT else "auditor"


def violations(module: str, tree: ast.Module) -> Iterator[str]:
    """One line for each import that the tables do not allow."""
    room = module.partition(".")[0]
    for line, imported in imported_modules(tree):
        top = imported.partition(".")[0]
        if top == "auditor":
            if (target := room_of(imported)) not in MAY_IMPORT[room] | {room}:
                yield f"{module}:{line}: {room} may not import {target} ({imported})"
        elif top not in sys.stdlib_module_names and not is_allowed(top, module):
            yield f"{module}:{line}: {top} belongs to {sorted(LIBRARIES.get(top, ())) or 'no room yet'}"


def is_allowed(library: str, module: str) -> bool:
    return any(f"{module}.".startswith(f"{place}.") for place in LIBRARIES.get(library, ()))


def test_every_room_stands_in_the_table():
    rooms = {module_name(path).partition(".")[0] for path in FILES}
    assert rooms - set(MAY_IMPORT) == set()


def test_the_floors_have_no_circle():
    """The table itself lists every room after the rooms it imports."""
    above: set[str] = set()
    for room, below in MAY_IMPORT.items():
        assert below <= above, f"{room} imports {below - above}, which stand above it"
        above.add(room)


def test_imports_stay_in_their_rooms():
    found = [line for path in FILES for line in violations(module_name(path), ast.parse(path.read_text("utf-8")))]
    assert found == []


def runtime_only(tree: ast.Module) -> ast.Module:
    """The module without what only a type checker reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    return tree


def upward_imports(module: str, tree: ast.Module) -> Iterator[str]:
    """One line for each import of the Terraform source that leads to a floor above."""
    prefix = "auditor.sources.terraform."
    floor = {name: number for number, names in enumerate(TERRAFORM_FLOORS) for name in names}
    here = module.removeprefix(prefix.removeprefix("auditor.")).partition(".")[0]
    for line, imported in imported_modules(runtime_only(tree)):
        if imported.startswith(prefix) and floor[imported.removeprefix(prefix).partition(".")[0]] > floor[here]:
            yield f"{module}:{line}: {here} may not import {imported}"


def misplaced_imports(module: str, tree: ast.Module) -> Iterator[str]:
    """One line for each import of a source that leads to a floor above, or to another source on its own floor."""
    prefix = "auditor.sources."
    floor = {name: number for number, names in enumerate(SOURCE_FLOORS) for name in names}
    here = module.removeprefix("sources.").partition(".")[0]
    for line, imported in imported_modules(tree):
        there = imported.removeprefix(prefix).partition(".")[0]
        if imported.startswith(prefix) and there != here and floor[there] >= floor[here]:
            yield f"{module}:{line}: {here} may not import {imported}"


def test_the_sources_share_what_lies_below_them():
    files = [(module_name(path), path) for path in FILES if module_name(path).startswith("sources.")]
    assert [line for name, path in files for line in misplaced_imports(name, ast.parse(path.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    ("module", "code", "wrong"),
    [
        ("sources.cloudformation.source", "from auditor.sources.terraform.source import x", 1),
        ("sources.partial.values", "from auditor.sources.building.links import x", 1),
        ("sources.terraform.source", "from auditor.sources.building.links import x", 0),
    ],
)
def test_the_test_sees_a_source_that_meets_another(module: str, code: str, wrong: int):
    assert len(list(misplaced_imports(module, ast.parse(code)))) == wrong


def test_the_terraform_source_imports_downwards():
    files = [(module_name(path), path) for path in FILES if module_name(path).startswith("sources.terraform.")]
    assert files
    assert [line for name, path in files for line in upward_imports(name, ast.parse(path.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    ("module", "code", "wrong"),
    [
        ("sources.terraform.secrecy.places", "from auditor.sources.terraform.modules.installed import x", 1),
        ("sources.terraform.language.evaluate", "def f():\n    import auditor.sources.terraform.secrecy.flags", 1),
        ("sources.terraform.modules.root", "from auditor.sources.terraform.secrecy.flags import is_flagged", 0),
        ("sources.terraform.language.evaluate",
         "if TYPE_CHECKING:\n    from auditor.sources.terraform.modules.instance import ModuleInstance", 0),
    ],
)  # fmt: skip
def test_the_test_sees_an_import_that_leads_upwards(module: str, code: str, wrong: int):
    assert len(list(upward_imports(module, ast.parse(code)))) == wrong


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_a_file_is_short_and_says_what_it_is_for(path: Path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES, "split it by meaning"
    assert ast.get_docstring(ast.parse(text)), "no module docstring"


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("model.facts", "import yaml"),
        ("model.facts", "from auditor import __version__"),
        ("engine.loader", "def later():\n    from auditor.sources import terraform"),
        ("engine.loader", "TABLE = {'aws': 'auditor.sources.aws:scan'}"),
        ("sources.terraform.syntax.nodes", "from auditor import reporters"),
        ("sources.terraform.syntax.nodes", "import boto3.session"),
        ("sources.awsome", "import boto3"),
        ("cli.main", "import importlib\nimportlib.import_module('jinja2')"),
        ("cli.main", "import requests"),
    ],
)
def test_the_test_sees_a_wrong_import(module: str, code: str):
    assert len(list(violations(module, ast.parse(code)))) == 1


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("engine.loader", "import yaml, json\nfrom auditor.engine.rule import Rule\nfrom auditor import data"),
        ("cli.main", "from auditor import __version__\nimport click.shell_completion"),
        ("sources.aws.session", "import boto3"),
        ("model.facts", "'''See auditor.engine for the logic.'''"),
    ],
)
def test_the_test_lets_right_imports_pass(module: str, code: str):
    assert list(violations(module, ast.parse(code))) == []
