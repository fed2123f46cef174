"""Which source reads which file of a directory, and what is left out, closed or left alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from auditor.sources.bounds import FILE_BYTES
from auditor.sources.recognise import recognise
from tests.sources.plan.made import plan, state, state_file

TEMPLATE = "Resources:\n  C:\n    Type: AWS::ElastiCache::CacheCluster\n"
CACHE = 'resource "aws_elasticache_cluster" "c" {}\n'
PLAN, STATE = json.dumps(plan()), json.dumps(state_file({}))
SAVED = b"PK\x03\x04" + b"\0" * 26 + b"tfplan"


def tree(folder: Path, **files: str | bytes) -> Path:
    """Files by their names, in which two underscores stand for a slash and one for a dot."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def found(folder: Path, **files: str | bytes) -> dict[str, list[str]]:
    """What is recognised in a directory, as names by what they are."""
    seen = recognise([tree(folder, **files)])
    kinds = ("templates", "plans", "unread", "left_out", "closed", "other")
    named = {kind: sorted(str(p.relative_to(folder)) for p in getattr(seen, kind)) for kind in kinds}
    return {kind: names for kind, names in named.items() if names}


def test_each_is_told_by_its_content(tmp_path: Path):
    assert found(
        tmp_path,
        a__t_yaml=TEMPLATE,
        b__t_json='{"Resources": {"C": {"Type": "AWS::ElastiCache::CacheCluster"}}}',
        c__x_template=TEMPLATE,
        d__plan_json=PLAN,
        e__state_json=json.dumps(state({})),
        f__terraform_tfstate=STATE,
        g__saved_tfplan=SAVED,
        h__k8s_yaml="kind: Service\n",
        i__package_json='{"name": "x"}',
        j__cookiecutter_json='{"terraform_version": "1.9"}',
        k__notes_md=TEMPLATE,
        l__terraform_tfstate_backup=STATE,
        m__terraform_tfstate=" \n",
        n__sorted_json=json.dumps({**plan(), "configuration": {"x": "y" * 9_000}}, sort_keys=True),
    ) == {
        "templates": ["a/t.yaml", "b/t.json", "c/x.template"],
        "plans": ["d/plan.json", "e/state.json", "f/terraform.tfstate", "g/saved.tfplan", "n/sorted.json"],
    }


@pytest.mark.parametrize("skipped", [".git", ".terraform", "node_modules", ".venv"])
def test_copies_of_what_others_wrote_are_not_looked_at(skipped: str, tmp_path: Path):
    (tmp_path / skipped).mkdir()
    (tmp_path / skipped / "t.yaml").write_text(TEMPLATE)
    assert found(tmp_path) == {}


def test_plans_and_states_beside_their_code_are_told_apart_from_it(tmp_path: Path):
    assert found(
        tmp_path,
        a__main_tf=CACHE,
        a__terraform_tfstate=STATE,
        a__plan_json=PLAN,
        a__terraform_tfstate_d__prod__terraform_tfstate=STATE,
    ) == {"plans": ["a/plan.json", "a/terraform.tfstate", "a/terraform.tfstate.d/prod/terraform.tfstate"]}


def test_a_saved_plan_beside_its_code_is_left_out(tmp_path: Path):
    plans = {"b__saved_tfplan": SAVED, "c__plan_out": SAVED, "d__tfplan": SAVED}
    assert found(tmp_path, a__main_tf=CACHE, a__saved_tfplan=SAVED, **plans) == {
        "plans": ["b/saved.tfplan", "c/plan.out", "d/tfplan"],
        "left_out": ["a/saved.tfplan"],
    }


def test_what_is_named_is_never_left_out(tmp_path: Path):
    tree(tmp_path, main_tf=CACHE, saved_tfplan=SAVED, old_tfstate_backup=STATE)
    seen = recognise([tmp_path, tmp_path / "saved.tfplan", tmp_path / "old.tfstate.backup"])
    assert [path.name for path in seen.plans] == ["saved.tfplan", "old.tfstate.backup"]
    assert seen.left_out == []


def test_one_file_by_several_paths_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tree(tmp_path, a__t_yaml=TEMPLATE, a__plan_json=PLAN, b__main_tf=CACHE, b__saved_tfplan=SAVED)
    monkeypatch.chdir(tmp_path)
    absolute = [tmp_path / "a", tmp_path / "b"]
    seen = recognise([Path("a/plan.json"), Path(), Path("a/../a"), *absolute, tmp_path / "a" / "t.yaml"])
    assert [len(paths) for paths in (seen.templates, seen.plans, seen.left_out)] == [1, 1, 1]
    assert seen.plans == [Path("a/plan.json")]


def test_links_are_not_followed(tmp_path: Path):
    tree(tmp_path, out__t_yaml=TEMPLATE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.yaml").symlink_to(tmp_path / "out" / "t.yaml")
    (tmp_path / "in" / "deep").symlink_to(tmp_path / "out")
    seen = recognise([tmp_path / "in"])
    assert seen.templates == []
    why = "it is a link that leads to nothing below the scanned directory"
    assert seen.closed == {tmp_path / "in" / "t.yaml": why}
    assert recognise([tmp_path / "in" / "t.yaml"]).templates == [tmp_path / "in" / "t.yaml"]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("real.yaml", False),
        ("deep/real.json", False),
        ("deep", False),
        ("real.txt", True),
        ("node_modules/real.yaml", True),
        ("nothing.yaml", True),
        ("link.yaml", True),
        ("/etc/passwd", True),
    ],
)
def test_a_link_to_what_is_found_there_is_not_told_of(target: str, told: bool, tmp_path: Path):
    tree(tmp_path, real_yaml="x: 1\n", real_txt="", deep__real_json="{}")
    tree(tmp_path / "node_modules", real_yaml="x: 1\n")
    link = tmp_path / "link.yaml"
    link.symlink_to(target)
    assert list(recognise([tmp_path]).closed) == [link] * told


def test_what_is_no_regular_file_is_told_of_and_not_opened(tmp_path: Path):
    tree(tmp_path, a_yaml=TEMPLATE)
    os.mkfifo(tmp_path / "b.yaml")
    os.mkfifo(tmp_path / "b.txt")
    (tmp_path / "c.yaml").mkdir()
    seen = recognise([tmp_path])
    assert seen.templates == [tmp_path / "a.yaml"]
    assert seen.closed == {tmp_path / "b.yaml": "it is no regular file"}


def test_what_cannot_be_opened_may_be_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tree(tmp_path, a_yaml=TEMPLATE, b_yaml=TEMPLATE)
    as_it_is = Path.open

    def refuse(path: Path, *words: object, **settings: object) -> object:
        if path.name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return as_it_is(path, *words, **settings)  # type: ignore[call-overload]  # whatever it was called with

    monkeypatch.setattr(Path, "open", refuse)
    for paths in ([tmp_path], [tmp_path / "a.yaml", tmp_path / "b.yaml"]):
        seen = recognise(paths)
        assert (seen.closed, seen.other) == ({tmp_path / "a.yaml": "Permission denied"}, [])
        assert seen.templates == [tmp_path / "b.yaml"]


def test_a_pipe_is_read_once_and_held(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if os.fork() == 0:
        pipe.write_text(PLAN)
        os._exit(0)
    seen = recognise([pipe])
    os.wait()
    assert (seen.plans, seen.held) == ([pipe], {pipe: PLAN.encode()})


@pytest.mark.parametrize(
    ("text", "kind"),
    [(PLAN, "plans"), (STATE, "plans"), (TEMPLATE, "templates"), ("kind: x\n", "other"), (CACHE, "other")],
)
def test_what_was_read_before_is_told_by_its_content(text: str, kind: str):
    path = Path("<stdin>")
    assert getattr(recognise([path], {path: text.encode()}), kind) == [path]


def test_a_template_beyond_every_bound_is_still_one(tmp_path: Path):
    path = tree(tmp_path, t_yaml=TEMPLATE) / "t.yaml"
    os.truncate(path, 5 * FILE_BYTES.value)
    assert recognise([tmp_path]).templates == recognise([path]).templates == [path]


def test_irrelevant_files_are_read_once_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tree(tmp_path, **{f"f{number}_json": '{"a": [1, 2, {"b": "c"}]}' for number in range(50)})
    opened: list[Path] = []
    as_it_is = Path.open

    def count(path: Path, *words: object, **settings: object) -> object:
        opened.append(path)
        return as_it_is(path, *words, **settings)  # type: ignore[call-overload]  # whatever it was called with

    monkeypatch.setattr(Path, "open", count)
    assert recognise([tmp_path]).templates == []
    assert len(opened) == 50
