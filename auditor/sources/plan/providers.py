"""The provider configurations of a plan: what they are called, and the region and the tags that they give."""

from __future__ import annotations

from auditor.sources.partial.values import Unk
from auditor.sources.plan.document import Document, Json, member
from auditor.sources.plan.expressions import constant, longest


class Providers:
    """The provider configurations of a plan."""

    def __init__(self, document: Document, configuration: Json) -> None:
        self._configured = document.members(configuration.get("provider_config"), "the providers")
        self._variables = document.data.get("variables")

    def name(self, key: str) -> str:
        """What a configuration is called: `provider.aws.west`, or one of a module."""
        module, _, name = key.rpartition(":")
        return f"{module}.provider.{name}" if module else f"provider.{name}" if name else ""

    def region(self, key: str) -> object:
        """The region that it states, as far as that is known."""
        called = self.name(key) or "its provider"
        expression = member(self._configured, key, "expressions", "region")
        stated = constant(expression)
        if isinstance(stated, str) and stated:
            return stated
        texts = longest(expression)
        if not texts:
            reason = f"{called} states no region: it is configured where Terraform runs"
            return Unk(reason, f"{called}.region", kind="string")
        name = texts[0].removeprefix("var.")
        value = member(self._variables, name, "value")
        # Only a variable and nothing else; what an expression makes of one is not in a plan.
        if len(texts) == 1 and texts[0].startswith("var.") and ":" not in key and isinstance(value, str) and value:
            return value
        return Unk(f"the region of {called} depends on {', '.join(texts[:3])}", f"{called}.region", kind="string")

    def tags(self, key: str) -> object:
        """The tags that it gives everything."""
        told = member(self._configured, key, "expressions", "default_tags")
        tags = member(told[0] if isinstance(told, list) and told else told, "tags")
        if told is None or tags is None:
            return {}
        stated = constant(tags)
        return stated if isinstance(stated, dict) else Unk(f"the default_tags of {self.name(key)} are not known")
