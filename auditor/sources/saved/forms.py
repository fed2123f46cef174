"""The classes of a saved inventory, and what each is written as: the explicit table of all that a file may hold.

Each form is an object with a member that only this form has, so that no other word for its class is needed:
`{"value": true}`, `{"absent": true}`, `{"unknown": "why"}`, `{"resource": "key"}`. What is as it is by default is
left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import date

from auditor.model.facts import Absent, Known, Redacted, Ref, Step, Switch, Unknown, Unseen
from auditor.model.location import NOWHERE
from auditor.model.network import IngressRule, NamedRange
from auditor.model.policy import Condition, Named, Statement
from auditor.model.resource import Asked, Change, Gap, Resource
from auditor.sources.saved import fits
from auditor.sources.saved.slots import (
    CHOICES,
    COUNT,
    DATE,
    FACTS,
    FLAG,
    ORIGIN,
    PLACE,
    TABLE,
    TEXT,
    TEXTS,
    TRUE,
    VALUE,
    VALUES,
    Slot,
    fact_of,
    form_of,
    forms_of,
)


@dataclass(frozen=True, slots=True)
class Form:
    """How one class is written.

    Attributes:
        made: the class.
        make: what makes one of its parts.
        lead: the member that tells it from others.
        slots: (field, what it holds) by the name of the member.
        defaults: what a field is that is not written.
        required: the members that are always written.
    """

    made: type
    make: Callable[..., object]
    lead: str
    slots: dict[str, tuple[str, Slot]]
    defaults: dict[str, object]
    required: frozenset[str]


def _form(made: type, lead: str, slots: dict[str, Slot], **called: str) -> Form:
    """A form; `called` are the words in a file for fields that have another name."""
    defaults: dict[str, object] = {}
    for each in fields(made):
        if each.default is not MISSING:
            defaults[each.name] = each.default
        elif each.default_factory is not MISSING:
            defaults[each.name] = each.default_factory()
    entries = {called.get(name, name): (name, slot) for name, slot in slots.items()}
    always = {word for word, (name, _) in entries.items() if name not in defaults} | {lead}
    return Form(made, made, lead, entries, defaults, frozenset(always))


_SHARED: dict[str, Slot] = {"place": PLACE}
_WHY: dict[str, Slot] = {"via": forms_of(Step), "because": TEXT}

KNOWN = _form(Known, "value", {"value": VALUE, "origin": ORIGIN, **_SHARED, **_WHY}, place="at")
ABSENT = Form(
    Absent,
    lambda absent, **parts: Absent(**parts) if absent else None,
    "absent",
    {"absent": ("absent", TRUE), "at": ("place", PLACE)},
    {"place": NOWHERE},
    frozenset({"absent"}),
)
UNKNOWN = _form(
    Unknown,
    "unknown",
    {"reason": TEXT, **_SHARED, "choices": CHOICES, "members": VALUES, "low": VALUE, "high": VALUE, **_WHY,
     "refused": FLAG, "unstated": FLAG},
    reason="unknown",
    place="at",
)  # fmt: skip
_NAMED = form_of(Named)

#: What a value may be besides a truth, a number and a text.
VALUE_FORMS = (
    _form(Redacted, "redacted", {"literal": FLAG}, literal="redacted"),
    _form(Ref, "resource", {"key": TEXT}, key="resource"),
    _form(Unseen, "unseen", {"name": TEXT, "reason": TEXT, "named": FLAG}, name="unseen"),
    _form(NamedRange, "range", {"name": TEXT, "reach": TEXT}, name="range"),
    _form(
        IngressRule,
        "protocol",
        {"protocol": fact_of(fits.TEXT), "from_port": fact_of(fits.PORT), "to_port": fact_of(fits.PORT),
         "cidrs": fact_of(fits.RANGES), "groups": fact_of(fits.TEXTS), "prefix_lists": fact_of(fits.TEXTS),
         "exists": fact_of(fits.FLAG), "description": fact_of(fits.TEXT), "outwards": FLAG, **_SHARED},
        place="at",
    ),
    _form(
        Statement,
        "statement",
        {"label": TEXT, "allows": FLAG, "actions": _NAMED, "resources": _NAMED, "principals": _NAMED,
         "conditions": fact_of(fits.CONDITIONS), "exists": fact_of(fits.FLAG), **_SHARED},
        label="statement",
        place="at",
    ),
    _form(Condition, "condition", {"operator": TEXT, "key": TEXT, "values": TEXTS}, operator="condition"),
    Form(date, lambda date: date, "date", {"date": ("date", DATE)}, {}, frozenset({"date"})),
)  # fmt: skip
_PARTS = (
    KNOWN,
    ABSENT,
    UNKNOWN,
    _form(Named, "names", {"names": fact_of(fits.TEXTS), "excepted": FLAG}),
    _form(Step, "label", {"label": TEXT, "location": PLACE}, location="at"),
    _form(
        Switch, "switch", {"name": TEXT, "outcomes": TEXTS, "default": TEXT, "subject": TEXT}, name="switch"
    ),
    _form(
        Change,
        "action",
        {"action": TEXT, "forced_by": TEXTS, "reason": TEXT, "waits": fact_of(fits.FLAG)},
    ),
    _form(
        Gap,
        "id",
        {"id": TEXT, "source": TEXT, "what": TEXT, "reason": TEXT, "location": PLACE, "places": forms_of(Step)},
        location="at",
    ),
    _form(
        Asked,
        "account",
        {"account": TEXT, "region": TEXT, "call": TEXT, "expected": COUNT, "answered": COUNT, "items": COUNT,
         "pages": COUNT, "refusal": TEXT},
    ),
    # The place comes first: what follows may stand at the same.
    _form(
        Resource,
        "key",
        {"key": TEXT, "address": TEXT, "kind": TEXT, "name": TEXT, "location": PLACE, "identity": TEXT,
         "exists": fact_of(fits.FLAG), "judged": FLAG, "former": FLAG, "observed": FLAG, "change": form_of(Change),
         "tags": TABLE, "doubtful_tags": TABLE, "facts": FACTS, "relations": FACTS},
        location="at",
    ),
)  # fmt: skip

#: Every form by its class.
FORMS: dict[type, Form] = {form.made: form for form in (*_PARTS, *VALUE_FORMS)}
#: Those that may stand where a value is asked for, by the member that tells them.
BY_LEAD: dict[str, Form] = {form.lead: form for form in VALUE_FORMS}
FACT_LEADS: dict[str, Form] = {form.lead: form for form in (KNOWN, ABSENT, UNKNOWN)}
