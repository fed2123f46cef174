"""Directories with copies of what stands elsewhere, or of what others wrote: nobody deploys anything from there."""

from __future__ import annotations

import re

#: What version control, package managers and interpreters keep; modules that Terraform has fetched; and what SAM and
#: the Serverless Framework have built from the template or the service that is scanned.
_COPIES = frozenset(
    {
        ".aws-sam",
        ".git",
        ".serverless",
        ".terraform",
        ".terragrunt-cache",
        ".venv",
        "__pycache__",
        "node_modules",
    }
)
#: What a function or an image of an application of the CDK is built from, beside the templates in `cdk.out`.
_ASSET = re.compile(r"asset\.[0-9a-f]{64}(?:[.-].*)?")


def holds_copies(name: str) -> bool:
    """Whether a directory of this name, somewhere below one that is scanned, holds copies."""
    return name in _COPIES or (name.startswith("asset.") and _ASSET.fullmatch(name) is not None)
