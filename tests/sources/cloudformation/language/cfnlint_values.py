"""What cfn-lint finds that values of a template can be, down to the last element; it must be installed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

#: More than this many possible values are not looked at.
MOST = 64
#: An element without a value.
_GONE = object()


class Resolver:
    """The resolver of cfn-lint for one template, with values for parameters and conditions or without."""

    def __init__(
        self, text: str, given: Mapping[str, object] | None = None, holds: dict[str, bool] | None = None
    ) -> None:
        read = import_module("cfnlint.decode.cfn_yaml").loads(text)
        self.template = import_module("cfnlint.template").Template("t.yaml", read, ["us-east-1"])
        if "AWS::LanguageExtensions" in str(self.template.template.get("Transform")):
            self.template.transform()
        context = import_module("cfnlint.context").create_context_for_template(self.template)
        for parameter in context.parameters.values():
            # The least and the most that a parameter may be are no values that anybody stated.
            parameter.min_value = parameter.max_value = None
        if given is not None:
            context = context.evolve(ref_values=given)
        self._conditions = self.template.conditions
        if holds:
            context = context.evolve(conditions=context.conditions.evolve(holds))
            # All is settled: it need not ask again, of each value, whether that can be.
            self.template.conditions = _Settled()
        self._validator = import_module("cfnlint.jsonschema").CfnTemplateValidator(context=context, cfn=self.template)

    def allows(self, given: Mapping[str, object], holds: dict[str, bool]) -> bool | None:
        """Whether conditions may hold like this where parameters have these values; None where it cannot say."""
        try:
            return bool(self._conditions.satisfiable(holds, given))
        except import_module("cfnlint.conditions._errors").UnknownSatisfisfaction:
            return None

    def values(self) -> Iterator[tuple[str, list[object]]]:
        """Every property of every resource with all that it can be; nothing where cfn-lint does not say."""
        resources = self.template.template.get("Resources")
        for name, resource in resources.items() if isinstance(resources, dict) else ():
            properties = resource.get("Properties") if isinstance(resource, dict) else None
            for key, value in properties.items() if isinstance(properties, dict) else ():
                yield f"{name}.{key}", self.possible(value)

    def possible(self, value: object) -> list[object]:
        """All that a value can be, each once."""
        found: list[object] = []
        try:
            for one in itertools.islice(_deep(self._validator, value), MOST):
                plain = None if one is _GONE else as_service(one)
                if plain not in found:
                    found.append(plain)
        except (KeyError, TypeError):  # a map has a key true that it asks for as text; a condition is no name
            return []
        return found


def as_service(value: object) -> object:
    """A value as the service has it: cfn-lint writes bools as Python does, and keeps the mark of `${!literal}`."""
    if isinstance(value, str):
        return {"True": "true", "False": "false"}.get(value, value.replace("${!", "${"))
    if isinstance(value, list):
        return [as_service(one) for one in value]
    return {name: as_service(one) for name, one in value.items()} if isinstance(value, dict) else value


class _Settled:
    """The conditions of a template whose parameters are all given."""

    def satisfiable(self, *_: object) -> bool:
        """Whatever was settled is possible."""
        return True


def _deep(validator: Any, value: object) -> Iterator[object]:
    if isinstance(value, dict) and len(value) == 1:
        [(name, argument)] = value.items()
        if (name, argument) == ("Ref", "AWS::NoValue"):
            yield _GONE
            return
        if name == "Fn::If" and isinstance(argument, list) and {"Ref": "AWS::NoValue"} in argument[1:]:
            yield from _maybe_gone(validator, argument)
            return
        if name in validator.fn_resolvers:
            for one, then, error in validator.resolve_value(value):
                if not error:
                    yield from _deep(then, one)
            return
    if isinstance(value, (dict, list)):
        yield from _product(validator, value)
    elif isinstance(value, bool):
        yield str(value).lower()
    else:
        yield None if value is None else str(value)


def _maybe_gone(validator: Any, argument: list[object]) -> Iterator[object]:
    """`Fn::If` with a side that has no value, which the resolver passes over in silence."""
    condition, *sides = argument
    status = validator.context.conditions.status.get(condition)
    for side, holds in zip(sides, (True, False), strict=True):
        if status in (None, holds):
            yield from _deep(validator, side)


def _product(validator: Any, value: dict[str, object] | list[object]) -> Iterator[object]:
    """A list or mapping of each combination of what its elements can be."""
    items = list(value.values()) if isinstance(value, dict) else value
    sides = [list(itertools.islice(_deep(validator, item), MOST)) for item in items]
    for some in itertools.product(*sides):
        if isinstance(value, dict):
            yield {name: one for name, one in zip(value, some, strict=True) if one is not _GONE}
        else:
            yield [one for one in some if one is not _GONE]
