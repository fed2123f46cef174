"""The plans and states in the samples are what the real terraform writes of the stories, with stand-in providers."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

pytest.importorskip("tf", reason="the protocol of Terraform providers is not installed")

from tests.parity.retell import GIVEN, tell
from tests.parity.tellings import SAMPLES, STORIES

#: What a plan or state is written by: others may write some of it otherwise.
_VERSION = "1.11."


def _terraform() -> str:
    if shutil.which("terraform") is None:
        return ""
    done = subprocess.run(["terraform", "version"], capture_output=True, text=True, check=False)
    return done.stdout.partition("Terraform v")[2].partition("\n")[0]


pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not _terraform().startswith(_VERSION), reason=f"terraform {_VERSION}x is not installed"),
]


@pytest.mark.parametrize("story", STORIES if os.environ.get("AUDITOR_ORACLE") == "full" else ["page-cache"])
def test_terraform_writes_the_plan_and_the_state_of_a_story(story: str):
    for name, text in tell(SAMPLES / story / "terraform", GIVEN.get(story, {})).items():
        assert (SAMPLES / story / name).read_text(encoding="utf-8") == text, name
