"""What the page may do, told to the browser: run its own script and style, known by their hashes, and nothing else."""

from __future__ import annotations

import base64
import hashlib


def content_security_policy(style: str, script: str) -> str:
    """The policy for a page whose only style and script are these texts."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data:",  # an empty icon, so that a browser asks no server for favicon.ico
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
