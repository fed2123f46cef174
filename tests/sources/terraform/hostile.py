"""Scans of code that is made to hurt, each in a process of its own whose time and memory are limited and measured.

What is found is judged by all rules and written as JSON, as `auditor scan` does it.

`python -m tests.sources.terraform.hostile` reads lines with the name of a case and an empty directory, and answers
each with one line of JSON. With words as arguments it prints a table of what the cases take in whose names
one of them occurs; an empty word stands for all.
"""

from __future__ import annotations

import json
import os
import pkgutil
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

#: What a case may take: processor seconds and, resident, megabytes.
SECONDS, MEGABYTES = 60, 500
_ADDRESSES = 8 << 30


def _found(directory: Path) -> dict[str, object]:
    from auditor.engine.loader import load_rules
    from auditor.reporters.json import render
    from auditor.scan import ScanOptions, collect, evaluate

    inventory = collect((directory,), ScanOptions(base=directory))
    written = sum(map(len, render(evaluate(inventory, load_rules(()), "2026-01-01T00:00:00Z"))))
    assert written > 0
    gaps = [f"{gap.what[:80]}: {gap.reason[:200]}" for gap in sorted(inventory.gaps)]
    return {"resources": sum(one.judged for one in inventory.resources.values()), "gaps": gaps[:20]}


def _measured(directory: Path) -> dict[str, object]:
    """What a scan in a process of its own found and took."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
        try:
            answer = _found(directory)
        except BaseException as error:  # noqa: BLE001 - whatever escapes is what the test wants to see
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    _, status, usage = os.wait4(child, 0)
    answer = json.loads(text) if text else {"error": f"ended by status {status}"}
    return {**answer, "seconds": round(usage.ru_utime + usage.ru_stime, 2), "megabytes": usage.ru_maxrss // 1024}


def _write(case: str, directory: Path) -> None:
    """Write the tree of a case, in a process of its own: it takes memory too."""
    child = os.fork()
    if child == 0:
        from tests.sources.terraform.hostile_cases import CASES

        CASES[case]()(directory)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise RuntimeError(case)


def answered(case: str, directory: Path) -> dict[str, object]:
    """What a scan of the case finds and takes."""
    _write(case, directory)
    return _measured(directory)


def _import_all() -> None:
    """Import what a scan imports, so that it is not counted again for each."""
    import auditor.sources.terraform as source

    for module in pkgutil.walk_packages(source.__path__, source.__name__ + "."):
        __import__(module.name)
    import auditor.engine.loader
    import auditor.reporters.json
    import auditor.scan  # noqa: F401 - for what they bring


def _table(cases: list[str]) -> None:
    for case in cases:
        directory = Path(tempfile.mkdtemp())
        answer = answered(case, directory)
        subprocess.run(["rm", "-rf", str(directory)], check=True)  # what is too deep for shutil
        said = answer.get("error") or answer["gaps"]
        took = f"{answer['seconds']:7.2f} s {answer['megabytes']:5} MB"
        print(f"{case:42} {took} {answer.get('resources')} resources, {str(said)[:200]}", flush=True)  # noqa: T201 - the table


def main() -> None:
    """Answer each line of standard input, or print the table."""
    _import_all()
    if not sys.argv[1:]:
        for line in sys.stdin:
            case, _, directory = line.rstrip("\n").partition("\t")
            print(json.dumps(answered(case, Path(directory))), flush=True)  # noqa: T201 - this is the answer
        return
    from tests.sources.terraform.hostile_cases import CASES

    _table([case for case in CASES if any(word in case for word in sys.argv[1:])])


if __name__ == "__main__":
    main()
