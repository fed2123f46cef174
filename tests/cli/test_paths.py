"""What PATHS can be, and what a scan says of those that it cannot use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.running import TLS, auditor, cache, scan, write, write_to


def test_an_empty_directory():
    Path("empty").mkdir()
    run = auditor("scan", "empty")
    assert run.status == 2
    assert run.error == "nothing to scan: no Terraform code, plans, states or templates at empty"


def test_directories_without_terraform_files():
    write_to("a/readme.md", "# a")
    write_to("a/b/main.py", "")
    Path("c").mkdir()
    run = auditor("scan", "a", "c")
    assert run.status == 2
    assert run.error == "nothing to scan: no Terraform code, plans, states or templates at a, c"


def test_an_empty_file_is_a_file():
    write(main="")
    assert auditor("scan", ".").status == 0


@pytest.mark.parametrize("path", ["missing", "missing/deep", "missing.tf"])
def test_a_path_that_is_not_there(path: str):
    write(main=cache("a"))
    run = auditor("scan", ".", path)
    assert run.status == 2
    assert run.error == f"Invalid value for 'PATHS...': Path '{path}' does not exist."


def test_a_link_that_leads_nowhere():
    Path("link.tf").symlink_to("nowhere.tf")
    run = auditor("scan", "link.tf")
    assert run.status == 2
    assert run.error == "Invalid value for 'PATHS...': Path 'link.tf' does not exist."


def test_a_link_that_leads_nowhere_among_others():
    write(main=cache("a"))
    Path("link.tf").symlink_to("nowhere.tf")
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass"}
    assert run.gaps == ["link.tf: cannot be read: it is not there"]
    assert run.status == 3


def test_a_link_to_itself():
    write(main=cache("a"))
    Path("link.tf").symlink_to("link.tf")
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass"}
    assert [gap.partition(": ")[0] for gap in run.gaps] == ["link.tf"]
    assert run.status == 3


def test_a_link_that_leads_out():
    write_to("outside/secret.tf", cache("outside"))
    write_to("in/main.tf", cache("a"))
    Path("in/link.tf").symlink_to(Path("outside/secret.tf").absolute())
    os.chdir("in")
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass"}
    assert run.gaps == ["link.tf: cannot be read: it leads outside the scanned directory"]


def test_nothing_but_a_link_that_leads_out():
    write_to("outside/main.tf", cache("outside"))
    Path("in").mkdir()
    Path("in/link.tf").symlink_to(Path("outside/main.tf").absolute())
    os.chdir("in")
    run = scan(".", *TLS)
    assert run.gaps == ["link.tf: cannot be read: it leads outside the scanned directory"]
    assert run.status == 3


def test_nothing_but_a_file_that_is_too_large():
    write(main=cache("a"))
    os.truncate("main.tf", 20_000_001)
    run = scan(".", *TLS)
    assert run.gaps == ["main.tf: cannot be read: it is larger than 10,000,000 bytes"]
    assert run.status == 3


def test_a_link_to_a_directory_that_is_named_itself():
    write_to("outside/main.tf", cache("a", tls="false"))
    Path("in").mkdir()
    os.chdir("in")
    Path("link").symlink_to("../outside")
    run = scan("link", *TLS)
    assert run.verdicts() == {"a": "fail"}


def test_a_directory_named_like_a_file():
    write_to("x.tf/main.tf", cache("inner"))
    write(main=cache("outer"))
    run = scan(".", *TLS)
    assert run.verdicts() == {"inner": "pass", "outer": "pass"}
    assert run.gaps == []
    assert scan("x.tf", *TLS).verdicts() == {"inner": "pass"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission():
    write(main=cache("a"), other=cache("b"))
    Path("other.tf").chmod(0)
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass"}
    assert run.gaps == ["other.tf: cannot be read: Permission denied"]
    assert run.status == 3


@pytest.mark.parametrize("name", ["pipe.tf", "pipe.auto.tfvars"])
def test_a_pipe_is_not_waited_for(name: str):
    write(main=cache("a"))
    os.mkfifo(name)
    run = scan(".", *TLS)
    assert run.verdicts() == {"a": "pass"}
    assert run.status in (0, 3)


def test_a_pipe_by_itself():
    os.mkfifo("pipe.tf")
    run = auditor("scan", "pipe.tf")
    assert run.status == 2
    assert run.error == "nothing to scan: no Terraform code, plans, states or templates at pipe.tf"


@pytest.mark.parametrize("name", ["plan.json", "notes.md", "prod.tfvars", "main.tf.bak", "tf"])
def test_a_file_that_is_no_terraform_code(name: str):
    write(main=cache("a"))
    write_to(name, cache("b"))
    run = auditor("scan", "main.tf", name)
    assert run.status == 2
    assert run.error == f"nothing to scan: {name} is no Terraform code, plan or state, and no template"


def test_a_single_file():
    write(main=cache("a", tls="false"), other=cache("b"))
    run = scan("main.tf", *TLS)
    assert run.verdicts() == {"a": "fail"}
    assert run.report["scan"]["sources"] == ["main.tf"]
    assert run.report["scan"]["coverage"]["Terraform files"] == 1


def test_several_files_of_a_directory_are_one_module():
    write(main=cache("a", tls="var.tls"), variables='variable "tls" {\n  default = false\n}\n', other=cache("b"))
    assert scan("main.tf", *TLS).verdicts() == {"a": "unknown"}
    assert scan("variables.tf", "main.tf", *TLS).verdicts() == {"a": "fail"}


@pytest.mark.parametrize(
    "paths",
    [
        ["infra", "infra"],
        ["infra", "./infra"],
        ["infra/", "other/../infra"],
        ["infra", "."],
    ],
    ids=" ".join,
)
def test_what_is_named_twice_is_scanned_once(paths: list[str], here: Path):
    write_to("infra/main.tf", cache("a", tls="false"))
    Path("other").mkdir()
    for words in (paths, paths[::-1], [*paths, here / "infra"]):
        run = scan(*words, *TLS)
        assert [f["address"] for f in run.report["findings"]] == ["aws_elasticache_replication_group.a"]
        assert run.report["summary"]["resources"] == 1
        assert run.report["scan"]["coverage"]["Terraform files"] == 1


def test_a_file_of_a_directory_that_is_scanned_too():
    write_to("infra/main.tf", cache("a", tls="false"))
    for paths in (["infra", "infra/main.tf"], ["infra/main.tf", "infra"]):
        run = scan(*paths, *TLS)
        assert [f["address"] for f in run.report["findings"]] == ["aws_elasticache_replication_group.a"]
        assert run.report["summary"]["resources"] == 1


def test_a_path_in_another():
    for name in ("infra/a", "infra/b", "infra"):
        write_to(f"{name}/main.tf", cache(name[-1]))
    run = scan("infra/b", "infra", *TLS)
    assert run.verdicts() == {"a": "pass", "b": "pass"}


def test_two_roots_with_the_same_names_stay_apart():
    write_to("dev/main.tf", cache("a", tls="false"))
    write_to("prod/main.tf", cache("a"))
    report = scan("dev", "prod", *TLS).report
    assert {f["resource"]: f["status"] for f in report["findings"]} == {
        "dev:aws_elasticache_replication_group.a": "fail",
        "prod:aws_elasticache_replication_group.a": "pass",
    }


def test_outside_the_working_directory():
    write_to("elsewhere/infra/main.tf", cache("a", tls="false"))
    Path("work").mkdir()
    os.chdir("work")
    for path in ("../elsewhere/infra", Path("../elsewhere/infra").resolve(), "../elsewhere/infra/main.tf"):
        (finding,) = scan(path, *TLS).report["findings"]
        assert finding["location"]["file"] == "../elsewhere/infra/main.tf"
    assert "--> ../elsewhere/infra/main.tf:4:3" in auditor("scan", "../elsewhere", *TLS).out


def test_modules_beside_a_root_belong_to_its_repository():
    Path(".git").mkdir()
    write_to("modules/cache/main.tf", cache("a", tls="false"))
    write_to("live/main.tf", 'module "m" {\n  source = "../modules/cache"\n}\n')
    Path("work").mkdir()
    os.chdir("work")
    run = scan("../live", *TLS)
    assert run.verdicts() == {"a": "fail"}
    assert run.gaps == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "../modules/cache",
            "../modules/cache lies outside the scanned directory and is not read: scan from further up",
        ),
        ("./absent", "no directory absent"),
        ("./empty", "empty holds no Terraform files"),
    ],
)
def test_a_root_that_is_nothing_but_a_call_of_what_cannot_be_read(source: str, message: str):
    write_to("modules/cache/main.tf", cache("a"))
    write_to("live/main.tf", f'module "m" {{\n  source = "{source}"\n}}\n')
    Path("live/empty").mkdir()
    os.chdir("live")
    run = scan(".", *TLS)
    assert run.gaps == [f"main.tf:1: {message}"]
    assert run.status == 3


def test_no_path_at_all():
    run = auditor("scan")
    assert run.status == 2
    assert run.error == "Missing argument 'PATHS...'."
