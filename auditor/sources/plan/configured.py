"""What the configuration in a plan says of one resource, or of one block in it."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.sources.partial.values import GivenText, Unk
from auditor.sources.plan.document import Json, member
from auditor.sources.plan.expressions import constant, is_constant, longest, of_instance
from auditor.sources.plan.references import Mention, References

#: A value is followed through so many resources.
_MAX_STEPS = 16


@dataclass(frozen=True, slots=True)
class Configured:
    """The arguments that code gives a resource.

    Attributes:
        expressions: what each of them is: a constant, or what it mentions.
        prefix: what the addresses in its module begin with.
        references: what expressions lead to.
        variables: the values of the variables of the root module.
        defaults: what the root module declares of them.
        each: what `for_each` goes through; None where there is none.
        address: which instance of the resource it is told of.
    """

    expressions: Json
    prefix: str
    references: References
    variables: Json
    defaults: Json
    each: object = None
    address: str = ""

    def names(self, name: str) -> bool:
        """Whether code gives the argument."""
        return name in self.expressions

    def gives(self, name: str) -> bool | None:
        """Whether code gives the argument, and more than null; None where that is not told."""
        return self.names(name) and self.references.gives(self.expressions[name], self.prefix)

    def is_null(self, name: str) -> bool:
        """Whether an argument that Terraform does not know is null, so that it is as good as left out.

        Nothing but functions such as `uuid` makes something unknown of what is known.
        """
        return self.references.known_before(self.expressions.get(name), self.prefix, self.each)

    def mentions(self, name: str) -> list[Mention] | None:
        """The attributes of resources that an argument is made of; None where it is made of anything else."""
        return self.references.mentioned(of_instance(self.expressions.get(name), self.address), self.prefix)

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

    def spells_out(self, name: str, value: object, steps: int = _MAX_STEPS) -> bool | None:
        """Whether code spells the value of an argument out, if need be where it comes from; None if not told."""
        expression = self.expressions.get(name)
        if not isinstance(expression, dict):
            return None
        if is_constant(expression):
            return True
        told = [self.references.variable({"references": [text]}, self.prefix) for text in longest(expression)]
        if told and all(told):
            values = value if isinstance(value, list) else [value]
            if any(member(self.defaults, name, "default") in values for name in told):
                return True
            # Anything else than the values themselves was made of them, and a literal may stand in what made it.
            given = [member(self.variables, name, "value") for name in told]
            return False if all(one in given for one in values) else None
        mentions = self.references.mentioned(expression, self.prefix)
        if mentions is None:
            return None
        literal = [self._spelled_out_at(mention, value, steps - 1) for mention in mentions]
        return literal[0] if len(literal) == 1 else None if any(one is not False for one in literal) else False

    def _spelled_out_at(self, mention: Mention, value: object, steps: int) -> bool | None:
        """The same for the attribute that an argument is, where code gives that a value."""
        declared = self.references.resource(mention.prefix, *mention.base)
        expressions = member(declared, "expressions")
        if not isinstance(expressions, dict) or mention.attribute not in expressions:
            return False
        there = Configured(expressions, mention.prefix, self.references, self.variables, self.defaults)
        return there.spells_out(mention.attribute, value, steps) if steps else None

    def block(self, name: str) -> Configured | None:
        """The same for the one block of a type; None where there are others, or `dynamic` makes it."""
        told = self.expressions.get(name)
        if isinstance(told, list) and len(told) == 1 and isinstance(told[0], dict):
            told = told[0]
        if not isinstance(told, dict):
            return None
        return Configured(told, self.prefix, self.references, self.variables, self.defaults, None, self.address)

    def write_only(self, name: str) -> object:
        """The value of an argument that no plan keeps: only that it is given is told."""
        expression = self.expressions.get(name)
        spelled_out = constant(expression)
        if spelled_out is not None:
            return spelled_out
        variable = self.references.variable(expression, self.prefix)
        if variable and member(self.variables, variable, "value") is not None:
            same = member(self.variables, variable, "value") == member(self.defaults, variable, "default")
            return "spelled out" if same else GivenText("given")
        return Unk(f"a plan does not keep {name}, and whether it is null")
