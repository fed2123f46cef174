"""Users of a cache: how one logs in, from a mode that says so, or a flag and passwords beside it.

Source: the API reference, CreateUser (AuthenticationMode, NoPasswordRequired, Passwords).
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.facts import Fact, Known, Origin, Unknown
from auditor.model.location import Location
from auditor.sources.building.conversions import boolean, lower, text
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.maker import Written
from auditor.sources.building.table import filled
from auditor.sources.partial.values import EvalError
from auditor.sources.secrecy.secrets import without_passwords

#: What CreateUser takes -> what the API says.
_TYPES = {"no-password-required": "no-password", "no-password": "no-password", "password": "password", "iam": "iam"}


@dataclass(frozen=True, slots=True)
class Login:
    """What a language calls the parts of a login: the mode, the type and passwords in it, and the flag beside it."""

    mode: str
    type: str
    passwords: str
    flag: str


def access_string(value: object) -> str:
    """An access string, without the passwords that may stand in it."""
    return without_passwords(text(value))


def authentication(written: Written, login: Login, alone: Fact, place: Location) -> Fact:
    """How the user logs in; `alone` are the passwords beside the mode, which stand at `place`.

    Of several modes each is there in other cases.
    """
    fact = _by_passwords(written, login, alone, place)
    unset = Unknown("the type is not stated")
    for mode in reversed(list(written.blocks(login.mode))):
        stated = make_fact(mode.value(login.type), login_method, unset, mode.place_of(login.type), (), Origin.STATED)
        fact = where(mode.exists, stated, fact, written.header)
    return fact


def passwords(written: Written, login: Login, alone: Fact) -> Fact:
    """The passwords in the mode, else those beside it."""
    fact = alone
    for mode in reversed(list(written.blocks(login.mode))):
        inside = filled(mode.secret(login.passwords), alone) if mode.has(login.passwords) else alone
        fact = fact if inside is fact else where(mode.exists, inside, fact, written.header)
    return fact


def login_method(value: object) -> str:
    """How one logs in, by the word of a request or of an answer. Raises EvalError."""
    word = lower(value)
    if word not in _TYPES:
        raise EvalError(f"no authentication type {word!r}")
    return _TYPES[word]


def _by_passwords(written: Written, login: Login, alone: Fact, place: Location) -> Fact:
    flag = written.fact(
        login.flag,
        lambda value: "no-password" if boolean(value) else "password",
        Unknown("neither a password nor an authentication mode is stated"),
    )
    return _if_given(alone, Known("password", Origin.STATED, place), flag)


def _if_given(secret: Fact, then: Fact, instead: Fact) -> Fact:
    if isinstance(secret, Unknown):
        choices = tuple((guard, _if_given(case, then, instead)) for guard, case in secret.choices)
        return Unknown(secret.reason, secret.place, choices)
    return then if isinstance(secret, Known) else instead
