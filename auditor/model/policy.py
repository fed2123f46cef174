"""Statements of an IAM policy, the same whatever the policy was written in.

In the texts of a statement `<name>` stands for a part that is not known and certainly holds no wildcard, such as an
account number or the ARN of something that is yet to be made; `<?name>` for one that may be anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.facts import ABSENT, Fact, Known, Unknown
from auditor.model.location import NOWHERE, Location

#: More texts than this of one list are not shown.
_SHOWN = 3
#: What a long list is looked through for: what names everything, caches, or keys.
_FIRST = ("*", "elasticache:", "memorydb:", "kms:")


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """One test of the request: all of a statement's must hold, and for one of them any of `values` will do.

    `operator` is written as in the policy: `StringEquals`, `ForAnyValue:StringLike`, `BoolIfExists`.
    """

    operator: str
    key: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Actions, resources or principals: those that `names` lists, or all but those where `excepted`.

    `names` is a fact over a tuple of texts; Absent where the statement says nothing of them.
    """

    names: Fact = ABSENT
    excepted: bool = False

    def __str__(self) -> str:
        """What a report shows."""
        fact = self.names
        listed = fact.value if isinstance(fact, Known) else fact.members if isinstance(fact, Unknown) else ()
        texts = [str(one) for one in listed or ()]  # type: ignore[attr-defined]  # the value of a list is a tuple
        if len(texts) > _SHOWN:
            # Of a long list those first for which anybody reads it here.
            texts.sort(key=lambda text: not text.lower().startswith(_FIRST))
        shown = ", ".join(texts[:_SHOWN]) + (f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else "")
        if isinstance(fact, Unknown):
            shown = ", ".join(filter(None, (shown, f"something not known ({fact.reason})")))
        return f"all but {shown}" if self.excepted else shown


#: What a statement of an identity's policy says of principals.
NOBODY_NAMED = Named()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Attributes:
        label: what a person calls it: its Sid, or `statement 2`.
        allows: whether its effect is Allow.
        actions, resources, principals: what it is about; principals as `AWS:arn`, `Service:name` or `*`.
        conditions: a fact over a tuple of `Condition`.
        place: where it stands.
        exists: whether it is there at all.
    """

    label: str
    allows: bool
    actions: Named
    resources: Named
    principals: Named = NOBODY_NAMED
    conditions: Fact = Known(())
    place: Location = NOWHERE
    exists: Fact = Known(True)

    def __str__(self) -> str:
        """What a report shows."""
        return f"{self.label} {'allows' if self.allows else 'denies'} {self.actions} on {self.resources}"
