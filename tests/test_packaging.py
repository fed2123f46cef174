"""The wheel and the sdist hold exactly the data files that a user needs, and the compiled rules are the YAML."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from auditor import __version__, data

ROOT = Path(__file__).resolve().parent.parent
SDIST_ROOT = f"elasticache_auditor-{__version__}"

# One worker for the whole file: it builds the packages once.
pytestmark = pytest.mark.xdist_group("packaging")


def shipped(name: str) -> set[str]:
    """The files of a data folder, as paths below the root of the project."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / name).rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both packages. The wheel is built from the sdist, as an installer does that finds no wheel."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> zipfile.ZipFile:
    (path,) = dist.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def sdist_files(dist: Path) -> set[str]:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {member.name.removeprefix(f"{SDIST_ROOT}/") for member in archive.getmembers() if member.isfile()}


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The build hook, which is no part of any package."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_wheel_has_the_data_files_and_no_others(wheel: zipfile.ZipFile):
    not_python = {name for name in wheel.namelist() if name.startswith("auditor/") and not name.endswith(".py")}
    every = {f"auditor/_data/{file}" for folder in ("rules", "templates") for file in shipped(folder)}
    # A page of a rule is made from the rule: `auditor rules show` tells the same.
    data_files = {name for name in every if not name.endswith(".md") or name.endswith("/README.md")}
    assert len(data_files) < len(every)
    others = {"auditor/_data/rules.json", "auditor/py.typed"}
    others |= {f"auditor/reporters/{name}.schema.json" for name in ("drift", "report")}
    # What `auditor demo` scans.
    others |= {name for name in shipped("auditor/demo") if not name.endswith((".py", ".pyc"))}
    assert "auditor/demo/company/company.yaml" in others
    assert "auditor/demo/larkspur-infrastructure/caches/network.tf" in others
    assert not_python == data_files | others


def test_the_wheel_installs_nothing_beside_the_package(wheel: zipfile.ZipFile):
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"auditor", f"{SDIST_ROOT}.dist-info"}


def test_the_wheel_has_the_command_and_the_licence(wheel: zipfile.ZipFile):
    info = f"{SDIST_ROOT}.dist-info"
    assert "auditor = auditor.cli.main:main" in wheel.read(f"{info}/entry_points.txt").decode()
    assert f"{info}/licenses/LICENSE" in wheel.namelist()


def test_the_sdist_has_the_sources_of_the_data_and_nothing_compiled(sdist_files: set[str]):
    data_files = {name for name in sdist_files if name.startswith(("rules/", "templates/", "auditor/_data/"))}
    assert data_files == shipped("rules") | shipped("templates")


def test_the_sdist_can_test_and_rebuild_itself(sdist_files: set[str]):
    assert {"pyproject.toml", "hatch_build.py", "Makefile", "LICENSE", "README.md", "tests/conftest.py"} <= sdist_files
    assert shipped("samples") <= sdist_files


def test_the_compiled_rules_are_the_yaml(wheel: zipfile.ZipFile):
    compiled = json.loads(wheel.read("auditor/_data/rules.json"))
    packed = [content for content in compiled["files"].values() if isinstance(content.get("examples"), str)]
    assert len(packed) > 100
    for content in packed:
        content["examples"] = json.loads(content["examples"])
    rules = ROOT / "rules"
    assert compiled["digest"] == data.rules_digest(rules)
    assert compiled["files"] == {
        name: yaml.safe_load(path.read_text("utf-8")) for name, path in data.rule_files(rules).items()
    }


def test_an_unpacked_wheel_finds_its_data(wheel: zipfile.ZipFile, tmp_path: Path):
    wheel.extractall(tmp_path)  # noqa: S202  # a package that this test has built
    code = """from auditor.data import compiled_rules, data_dir
print(data_dir("rules"), data_dir("templates"), compiled_rules()["digest"])"""
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True)
    shipped_data = tmp_path.resolve() / "auditor" / "_data"
    expected = [str(shipped_data / "rules"), str(shipped_data / "templates"), data.rules_digest(ROOT / "rules")]
    assert done.stdout.split() == expected


@pytest.fixture
def checkout(tmp_path: Path, hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up checkout with one rule, compiled, that `auditor.data` takes for its own."""
    (tmp_path / "rules" / "tls").mkdir(parents=True)
    (tmp_path / "rules" / "tls" / "tls-on.yaml").write_text("id: tls-on\nparams: {days: 7}\n")
    monkeypatch.setattr(data, "_PACKAGE", tmp_path / "auditor")
    monkeypatch.setattr(data, "_SHIPPED", tmp_path / "auditor" / "_data")
    monkeypatch.setattr(data, "COMPILED_RULES", tmp_path / "auditor" / "_data" / "rules.json")
    hook.write_compiled(data, tmp_path / "rules", data.COMPILED_RULES)
    return tmp_path


def test_a_checkout_uses_the_compiled_rules_while_they_are_fresh(checkout: Path):
    compiled = data.compiled_rules()
    assert compiled == {
        "digest": data.rules_digest(checkout / "rules"),
        "files": {"tls/tls-on.yaml": {"id": "tls-on", "params": {"days": 7}}},
    }


@pytest.mark.parametrize("change", ["edit", "add", "rename", "remove"])
def test_a_changed_rule_makes_the_compiled_ones_stale(checkout: Path, change: str):
    rule = checkout / "rules" / "tls" / "tls-on.yaml"
    match change:
        case "edit":
            rule.write_text("id: tls-on\nparams: {days: 8}\n")
        case "add":
            rule.with_name("two.yaml").write_text("id: two\n")
        case "rename":
            rule.rename(rule.with_name("off.yaml"))
        case _:
            rule.unlink()
    assert data.compiled_rules() is None


def test_without_a_build_there_are_no_compiled_rules(checkout: Path):
    data.COMPILED_RULES.unlink()
    assert data.compiled_rules() is None
    assert data.data_dir("rules") == checkout / "rules"


@pytest.mark.usefixtures("checkout")
def test_missing_data_is_a_clear_error():
    with pytest.raises(
        data.DataMissingError, match=r"templates .*_data/templates and .*/templates\); install auditor again"
    ):
        data.data_dir("templates")


@pytest.mark.parametrize("text", ["until: 2026-01-31", "on: true", "some: [{1: one}]", "raw: !!binary aGk="])
def test_the_build_refuses_what_json_would_change(hook: ModuleType, tmp_path: Path, text: str):
    path = tmp_path / "rule.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"rule\.yaml: .*quote it"):
        hook.parse(path)
