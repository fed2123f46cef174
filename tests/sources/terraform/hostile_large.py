"""Large files and many of them: too costly for every run of the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.sources.terraform.hostile_code import (
    UNKNOWN,
    Cases,
    group,
    tree,
    value,
    write,
)


def _bytes(content: Callable[[], bytes]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        write(folder, {"main.tf": group()})
        (folder / "large.tf").write_bytes(content())

    return make


def _empty_directories(folder: Path) -> None:
    for i in range(10_000):
        (folder / f"d{i}").mkdir()
    write(folder, {"main.tf": group()})


LARGE: Cases = {
    "thousand roots": lambda: tree({f"r{i}/main.tf": group() + "locals {\n  a = 1\n}\n" for i in range(1000)}),
    "ten thousand files": lambda: tree({f"f{i}.tf": group("", f"r{i}") for i in range(10_000)}),
    "ten thousand empty directories": lambda: _empty_directories,
    "5 MB heredoc": lambda: value("<<EOT\n" + "0123456789\n" * 500_000 + "EOT"),
    "9 MB heredoc": lambda: value("<<EOT\n" + "0123456789\n" * 750_000 + "EOT"),
    "9 MB of junk": lambda: _bytes(lambda: b'\x01\x02junk{[("$ =\n' * 600_000),
    "9 MB of random bytes": lambda: _bytes(
        lambda: __import__("random").Random(1).randbytes(9_000_000).replace(b"\0", b"x")
    ),
    "9 MB of one-character tokens": lambda: _bytes(lambda: b"= + { ] ? : , . * & \n" * 400_000),
    "9 MB of resources": lambda: _bytes(
        lambda: "".join(group("  port = 6379", f"r{i}") for i in range(90_000)).encode()
    ),
    "9 MB of other resources": lambda: _bytes(
        lambda: b"".join(b'resource "aws_x" "r%d" {\n  a = "b"\n  c = [1, 2, 3]\n}\n' % i for i in range(150_000))
    ),
    "9 MB of locals": lambda: _bytes(
        lambda: b"locals {\n" + b"".join(b"  l%d = [1, 2]\n" % i for i in range(450_000)) + b"}\n"
    ),
    "9 MB of lists": lambda: _bytes(lambda: b"locals {\n  l = [" + b"1, " * 3_000_000 + b"]\n}\n"),
    "9 MB of sums": lambda: _bytes(lambda: b"locals {\n  l = 1" + b" + 1" * 2_200_000 + b"\n}\n"),
    "9 MB with a mistake at the end": lambda: _bytes(
        lambda: (
            b"".join(b'resource "aws_x" "r%d" {\n  a = "b"\n  c = [1, 2, 3]\n}\n' % i for i in range(150_000))
            + b'x = "\n'
        )
    ),
    "100 MB of junk": lambda: _bytes(lambda: b'\x01\x02junk{[("$ =\n' * 7_200_000),
    "100 MB of resources": lambda: _bytes(
        lambda: b"".join(b'resource "aws_x" "r%d" {\n  a = "b"\n}\n' % i for i in range(2_500_000))
    ),
    "100 MB in many files": lambda: (
        lambda folder: write(
            folder,
            {
                f"f{i}.tf": "".join(
                    f'resource "aws_x" "r{i}-{j}" {{\n  a = "b"\n  c = [1, 2, 3]\n}}\n' for j in range(18_000)
                )
                for i in range(100)
            }
            | {"main.tf": group()},
        )
    ),
    "100 MB in many roots": lambda: (
        lambda folder: write(
            folder,
            {
                f"f{i}/main.tf": group()
                + "".join(f'resource "aws_x" "r{i}-{j}" {{\n  a = "b"\n  c = [1, 2, 3]\n}}\n' for j in range(18_000))
                for i in range(100)
            },
        )
    ),
    "large variables file": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": UNKNOWN + group("  port = var.u"),
                "terraform.tfvars": "u = [\n" + "  1,\n" * 3_000_000 + "]\n",
            },
        )
    ),
    "large variables file in JSON": lambda: (
        lambda folder: write(
            folder,
            {
                "main.tf": UNKNOWN + group("  port = var.u"),
                "terraform.tfvars.json": '{"u": [' + "1, " * 5_000_000 + "1]}",
            },
        )
    ),
}
