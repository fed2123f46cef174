"""Write the plans and states of the sample stories: `python -m tests.parity.retell [STORY ...]`.

The real `terraform` plans and applies each story, with a stand-in for its providers (stand_in/). A change of its code
(change/change.diff) is planned on top. What differs between two runs (when, the lineage of a state, some orders) is
fixed, so that a plan changes only when its story does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.parity.stand_in.server import attached

SAMPLES = Path(__file__).parents[2] / "samples"
_WHEN = "2026-01-05T09:00:00Z"
#: What people give variables without a default: `terraform plan` would ask for it.
GIVEN = {
    "leaky-shop": {
        "batch_password": "example-password-not-a-secret-789",
        "partner_feed_tls": "true",
        "partner_security_group_ids": '["sg-0a11ce00000000001"]',
    }
}


def tell(code: Path, given: dict[str, str]) -> dict[str, str]:
    """Plan and apply a root module: the plan, the state as Terraform keeps it, and as it shows it.

    Of a change beside it comes the plan to make that change.
    """
    change = (code.parent / "change" / "change.diff").resolve()
    with tempfile.TemporaryDirectory() as scratch, attached() as environment:
        work = Path(scratch, "code")
        shutil.copytree(code, work)
        around = {
            **os.environ,
            **environment,
            **{f"TF_VAR_{name}": value for name, value in given.items()},
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": os.devnull,
        }

        def run(*words: str) -> str:
            done = subprocess.run(words, cwd=work, env=around, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"{' '.join(words)}:\n{done.stderr[-2_000:]}")
            return done.stdout

        run("terraform", "init", "-no-color")
        plan = _planned(run)
        run("terraform", "apply", "-no-color", "-input=false", "plan.bin")
        state = json.loads((work / "terraform.tfstate").read_text(encoding="utf-8"))
        shown = json.loads(run("terraform", "show", "-json"))
        told = {}
        if change.exists():
            run("git", "apply", str(change))
            told["change/plan.json"] = _pretty(_planned(run))
    for resource in state["resources"]:
        for instance in resource["instances"]:
            instance.get("sensitive_attributes", []).sort(key=json.dumps)
    state["lineage"], state["serial"] = "5c0ff1e5-0000-4000-8000-000000000001", 1
    return {
        **told,
        "plan/plan.json": _pretty(plan),
        "state/terraform.tfstate": _pretty(state),
        "state/shown.json": _pretty(shown),
    }


def _planned(run: Callable[..., str]) -> dict[str, Any]:
    """What `terraform` plans, as JSON."""
    run("terraform", "plan", "-no-color", "-input=false", "-out=plan.bin")
    plan: dict[str, Any] = json.loads(run("terraform", "show", "-json", "plan.bin"))
    plan["timestamp"] = _WHEN
    plan["relevant_attributes"].sort(key=json.dumps)
    _put_in_order(plan["configuration"])
    return plan


def _put_in_order(configuration: object) -> None:
    """Put the references of every expression in order: terraform lists those of blocks in any order.

    Each mention is followed by what it begins with.
    """
    todo = [configuration]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            references = one.get("references")
            if isinstance(references, list):
                mentions: list[list[str]] = []
                for text in references:
                    if mentions and mentions[-1][-1].startswith((f"{text}.", f"{text}[")):
                        mentions[-1].append(text)
                    else:
                        mentions.append([text])
                one["references"] = [text for mention in sorted(mentions) for text in mention]
            todo += one.values()
        elif isinstance(one, list):
            todo += one


def _pretty(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main(stories: list[str]) -> None:
    """Write the files of the stories, or of all."""
    for story in stories or sorted(path.parent.name for path in SAMPLES.glob("*/terraform")):
        for name, text in tell(SAMPLES / story / "terraform", GIVEN.get(story, {})).items():
            target = SAMPLES / story / name
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
