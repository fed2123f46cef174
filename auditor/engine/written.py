"""The written form of a rule file: what people write and what the published JSON Schema says.

pydantic checks the envelope here; conditions are checked against the fact schema by `auditor.engine.parse`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, create_model

from auditor.engine.errors import suggestion
from auditor.model.resource import ACTIONS
from auditor.model.schema import KINDS

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
if TYPE_CHECKING:
    Kind = str
    Action = str
else:
    # The kinds and actions are data; mypy wants them spelled out.
    Kind = Literal[tuple(KINDS)]
    Action = Literal[tuple(action for action in ACTIONS if action != "none")]
ConditionForm = dict[str, Any]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Case(_Strict):
    """One kind that a rule applies to, with the condition that a resource of it must meet."""

    kind: Kind
    where: ConditionForm | None = None


class AppliesTo(_Strict):
    """Which resources a rule judges: kinds with one condition, or a case for each kind.

    With `changes` it judges what a plan does, and only resources to which it does one of these. With `observed` it
    judges only what is running, with `declared` only what is not.
    """

    observed: bool = False
    declared: bool = False
    changes: list[Action] | None = None
    kinds: list[Kind] | None = None
    where: ConditionForm | None = None
    cases: list[Case] | None = None


class Remediation(_Strict):
    """What to do: in words, and as snippets where the source has a setting for it."""

    text: Words
    terraform: str | None = None
    cloudformation: str | None = None
    cli: str | None = None
    effect: Literal["in place", "restart", "replacement"]


class Source(_Strict):
    """What a verdict rests on: a page of AWS or of an engine, and what it says, in words of our own."""

    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    says: Words


class ExampleResource(_Strict):
    """One resource of an example; what is left out is absent. `unknown` names facts or relations that nobody knows.

    `planned` is what a plan does to it, `forced_by` what makes that a replacement, and `before` the facts that it had
    before, where they were others.
    """

    kind: Kind
    name: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict)
    relations: dict[str, list[str]] = Field(default_factory=dict)
    unknown: list[str] = Field(default_factory=list)
    planned: Action | None = None
    forced_by: list[str] = Field(default_factory=list)
    before: dict[str, Any] = Field(default_factory=dict)
    observed: bool = False


class Example(_Strict):
    """One case with its verdict: a single resource, or several with the `subject` named.

    `today` is the day on which it is judged. What is `observed` is running; so is all in examples of a rule that judges
    nothing else.
    """

    note: str | None = None
    kind: Kind | None = None
    facts: dict[str, Any] = Field(default_factory=dict)
    relations: dict[str, list[str]] = Field(default_factory=dict)
    unknown: list[str] = Field(default_factory=list)
    planned: Action | None = None
    forced_by: list[str] = Field(default_factory=list)
    before: dict[str, Any] = Field(default_factory=dict)
    observed: bool = False
    today: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")] | None = None
    subject: str | None = None
    resources: dict[str, ExampleResource] = Field(default_factory=dict)


class Examples(_Strict):
    """Examples by the verdict that they must get; they are the tests and the documentation of the rule."""

    passes: list[Example] = Field(default_factory=list, alias="pass")
    fail: list[Example] = Field(min_length=1)
    unknown: list[Example] = Field(default_factory=list)
    not_applicable: list[Example] = Field(default_factory=list)


#: Kebab case.
_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class RuleFile(_Strict):
    """One rule."""

    id: Annotated[str, StringConstraints(pattern=_ID)]
    title: Words
    severity: Literal["critical", "high", "medium", "low", "info"]
    why: Words
    remediation: Remediation
    applies_to: AppliesTo
    check: dict[str, Any]
    params: dict[str, Any] = Field(default_factory=dict)
    default: Literal["on", "off"] | bool = "on"
    message: Words
    not_applicable: Words | None = None
    controls: list[str] = Field(default_factory=list)
    aliases: list[str] = Field(default_factory=list)
    sources: list[Source] = Field(default_factory=list)
    leads: list[str] = Field(default_factory=list)
    examples: Examples


class Why(_Strict):
    """Why a user wants a rule otherwise: reports show it."""

    reason: Words


class Disabled(_Strict):
    """A file that takes the rule of its id away."""

    id: Annotated[str, StringConstraints(pattern=_ID)]
    disabled: Why


def _parts(model: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model, none of them needed: what is left out stays as it is, and null says nothing."""
    return {name: (field.rebuild_annotation(), None) for name, field in model.model_fields.items()}


if TYPE_CHECKING:
    Override = RuleFile
else:
    _Advice = create_model("Advice", __base__=_Strict, **_parts(Remediation))
    Override = create_model(
        "Override",
        __base__=_Strict,
        __doc__="A file that takes the place of the rule of its id: it says only what is to be otherwise.",
        **_parts(RuleFile)
        | {
            "id": (RuleFile.model_fields["id"].rebuild_annotation(), ...),
            "overrides": (Why, ...),
            "remediation": (_Advice, None),
        },
    )


def _form(written: object) -> type[BaseModel]:
    """Which of the three forms of a rule file is meant."""
    keys = written if isinstance(written, dict) else {}
    return Disabled if "disabled" in keys else Override if "overrides" in keys else RuleFile


def check_envelope(written: object) -> list[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the envelope of a written rule: (path, message) pairs; empty when it is sound."""
    from pydantic import ValidationError

    try:
        _form(written).model_validate(written)
    except ValidationError as error:
        # A misspelt key is two errors, one unknown and one missing; the unknown one says more.
        errors = sorted(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        return [(tuple(e["loc"]), _words(e)) for e in errors]
    return []


def _words(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        word = str(error["loc"][-1])
        return f"unknown key {word!r}.{suggestion(word, _KEYS)}"
    near = ""
    if error["type"] == "literal_error":
        near = suggestion(str(error["input"]), re.findall(r"'([^']*)'", error["ctx"]["expected"]))
    return f"{'.'.join(str(p) for p in error['loc'])}: {error['msg']}.{near}"


#: Every key that the envelope knows, at whatever place.
_KEYS = sorted(
    field.alias or name
    for model in (
        RuleFile,
        Override,
        Disabled,
        Why,
        AppliesTo,
        Case,
        Remediation,
        Source,
        Examples,
        Example,
        ExampleResource,
    )
    for name, field in model.model_fields.items()
)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a rule file, as `auditor rules schema` publishes it."""
    whole = TypeAdapter(RuleFile | Override | Disabled).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole}
