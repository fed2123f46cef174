"""What the configuration in a plan says of one resource, or of one block in it."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.sources.partial.values import GivenText, Unk
from auditor.sources.plan.references import Json, Mention, References, longest, member


@dataclass(frozen=True, slots=True)
class Configured:
    """The arguments that code gives a resource.

    Attributes:
        expressions: what each of them is: a constant, or what it mentions.
        prefix: what the addresses in its module begin with.
        references: what expressions lead to.
        variables: the values of the variables of the root module.
        defaults: what the root module declares of them.
    """

    expressions: Json
    prefix: str
    references: References
    variables: Json
    defaults: Json

    def names(self, name: str) -> bool:
        """Whether code gives the argument."""
        return name in self.expressions

    def mentions(self, name: str) -> list[Mention] | None:
        """The attributes of resources that an argument is made of; None where it is made of anything else."""
        return self.references.mentioned(self.expressions.get(name), self.prefix)

    def resources(self, name: str) -> list[str]:
        """The addresses of the resources that an argument mentions, whichever of their instances it means."""
        followed = [mention.address for mention in self.mentions(name) or ()]
        named = [
            ".".join(text.split(".")[:2]) for text in longest(self.expressions.get(name)) if text.startswith("aws_")
        ]
        return followed + [f"{self.prefix}{text}" for text in named]

    def text(self, name: str) -> str:
        """What an argument mentions, for people."""
        return ", ".join(longest(self.expressions.get(name))[:3])

    def spells_out(self, name: str, value: object) -> bool | None:
        """Whether code spells the value of an argument out; None where that is not told."""
        expression = self.expressions.get(name)
        if not isinstance(expression, dict):
            return None
        if "constant_value" in expression:
            return True
        told = [self.references.variable({"references": [text]}, self.prefix) for text in longest(expression)]
        if told and all(told):
            values = value if isinstance(value, list) else [value]
            if any(member(self.defaults, name, "default") in values for name in told):
                return True
            # Anything else than the values themselves was made of them, and a literal may stand in what made it.
            given = [member(self.variables, name, "value") for name in told]
            return False if all(one in given for one in values) else None
        return False if self.references.mentioned(expression, self.prefix) is not None else None

    def block(self, name: str) -> Configured | None:
        """The same for the one block of a type; None where there are others, or `dynamic` makes it."""
        told = self.expressions.get(name)
        if isinstance(told, list) and len(told) == 1 and isinstance(told[0], dict):
            told = told[0]
        if not isinstance(told, dict):
            return None
        return Configured(told, self.prefix, self.references, self.variables, self.defaults)

    def write_only(self, name: str) -> object:
        """The value of an argument that no plan keeps: only that it is given is told."""
        expression = self.expressions.get(name)
        constant = member(expression, "constant_value")
        if constant is not None:
            return constant
        variable = self.references.variable(expression, self.prefix)
        if variable and member(self.variables, variable, "value") is not None:
            same = member(self.variables, variable, "value") == member(self.defaults, variable, "default")
            return "spelled out" if same else GivenText("given")
        return Unk(f"a plan does not keep {name}, and whether it is null")
