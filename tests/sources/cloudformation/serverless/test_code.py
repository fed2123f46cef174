"""Services that are written as a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.cloudformation.serverless.code import may_declare_caches


@pytest.mark.parametrize(
    "text",
    [
        "const a = {Type: 'AWS::ElastiCache::CacheCluster'}",
        "import { resources } from './infra/redis'",
        "import x from '../service/infra/redis.ts'",
        "const r = require('./infra')",
        "resources: ['${file(infra/redis.ts)}']",
        "import s from 'src/other'",
    ],
)
def test_caches_in_it_and_in_what_it_takes_in(text: str, tmp_path: Path) -> None:
    program = tmp_path / "service" / "serverless.ts"
    (tmp_path / "service" / "infra").mkdir(parents=True)
    (tmp_path / "service" / "src").mkdir()
    for name in ("infra/redis.ts", "infra/index.ts", "src/other.ts"):
        (tmp_path / "service" / name).write_text("export const r = {Type: 'AWS::MemoryDB::Cluster'}", encoding="utf-8")
    program.write_text(text, encoding="utf-8")
    assert may_declare_caches(program, tmp_path)


def test_a_program_without_any(tmp_path: Path) -> None:
    (tmp_path / "outside.ts").write_text("AWS::ElastiCache::User", encoding="utf-8")
    program = tmp_path / "in" / "serverless.ts"
    program.parent.mkdir()
    program.write_text("import a from './serverless'; import b from '../outside'; import c from 'fs'", encoding="utf-8")
    assert not may_declare_caches(program, program.parent)
