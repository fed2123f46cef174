"""Reads the access string of a user and finds out, word by word, what it leaves allowed.

The grammar is that of the ACL rules of Valkey and Redis OSS as ElastiCache takes them (AWS documentation, "Role-Based
Access Control (RBAC)", section on access strings; valkey.io/topics/acl). Words are applied from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from auditor.analysis.acl_commands import HARMFUL, SCRIPTING, STALLING, body, meaning, strangers

#: An access string longer than this is nobody's; reading it would cost a scan of hostile code its time.
MAX_LENGTH = 8_000

ENABLED, COMMANDS, KEYS, CHANNELS = "enabled", "commands", "keys", "channels"
#: Commands of a certain kind among those that are left allowed.
DANGEROUS, SCRIPTS, STALLS = "dangerous", "scripts", "stalls"
_AMONG = {DANGEROUS: frozenset(HARMFUL), SCRIPTS: SCRIPTING, STALLS: STALLING}
_ALTERNATIVE = (COMMANDS, KEYS, CHANNELS)

_ALIASES = {"allcommands": "+@all", "nocommands": "-@all", "allkeys": "~*", "allchannels": "&*"}

#: Words that change nothing of what is asked here. ElastiCache refuses the ones about passwords in access strings.
_NEUTRAL = {"nopass", "resetpass", "sanitize-payload", "skip-sanitize-payload"}
_PASSWORD = ("<", ">", "#", "!")

_KEY_WORD = re.compile(r"(?:%(?P<mode>[rw]{1,2}))?~(?P<pattern>.*)$", re.IGNORECASE)
#: Why the channels of a user are not known whose string says nothing of them.
SILENT = "without a word on channels, acl-pubsub-default of the cache's parameter group decides"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an answer is not certain; `adds` where it can only have more in it than what is listed."""

    reason: str
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Acl:
    """What an access string says: sorted lists, and `doubts` by the name of the list (or `enabled`) that they touch.

    `switch` is the word that switched the user on or off, empty where there is none.
    """

    switch: str
    lists: Mapping[str, tuple[str, ...]]
    doubts: Mapping[str, Doubt]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One `+` or `-` word, and the commands that it surely and possibly stands for."""

    word: str
    sure: frozenset[str]
    maybe: frozenset[str]

    def touches(self, names: set[str]) -> bool:
        return not (names.isdisjoint(self.sure) and names.isdisjoint(self.maybe))


@dataclass(slots=True)
class _Permissions:
    """One alternative: the rules at the top of the string, or those of one selector."""

    rules: list[_Rule] = field(default_factory=list)
    sure: set[str] = field(default_factory=set)
    maybe: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    channels: set[str] = field(default_factory=set)
    channels_stated: bool = False
    doubts: dict[str, Doubt] = field(default_factory=dict)

    def command(self, rule: _Rule) -> None:
        """Apply a `+` or `-` word; one that changes nothing is forgotten."""
        before = (len(self.sure), len(self.maybe))
        if rule.word.startswith("+"):
            self.sure |= rule.sure
            self.maybe = (self.maybe | rule.maybe) - self.sure
        else:
            self.maybe = (self.maybe - rule.sure) | (self.sure & rule.maybe)
            self.sure -= rule.sure | rule.maybe
        if rule.word.endswith("@all"):
            # Whatever came before, now it is all or nothing.
            self.rules = [rule] if rule.word == "+@all" else []
            self.doubts.pop(COMMANDS, None)
        elif (len(self.sure), len(self.maybe)) != before:
            self.rules.append(rule)

    def standing(self) -> set[str]:
        """The grants of which something is left, and the exclusions that take something from them."""
        left = self.sure | self.maybe
        grants = [rule for rule in self.rules if rule.word.startswith("+") and rule.touches(left)]
        taken = set().union(*(rule.sure | rule.maybe for rule in grants)) - self.sure
        exclusions = [rule for rule in self.rules if rule.word.startswith("-") and rule.touches(taken)]
        return {rule.word for rule in (*grants, *exclusions)}

    def doubt(self, doubt: Doubt, *names: str) -> None:
        """Note a doubt; one that only adds gives way to one that may also take away."""
        for name in names:
            if not doubt.adds or name not in self.doubts:
                self.doubts[name] = doubt


@lru_cache(maxsize=1024)
def read(text: str) -> Acl:
    """What the access string `text` leaves allowed. Never raises: what is not understood becomes a doubt."""
    if len(text) > MAX_LENGTH:
        doubt = Doubt(f"the access string is longer than {MAX_LENGTH} characters")
        names = (*_ALTERNATIVE, *_AMONG)
        return Acl("", dict.fromkeys(names, ()), dict.fromkeys((ENABLED, *names), doubt))
    return _Reader(text).result()


def _words(text: str) -> list[str]:
    """The words of an access string; a selector `( ... )` is one word, an unclosed one takes all the rest."""
    words: list[str] = []
    selector: list[str] = []
    for word in text.split():
        if not selector and not word.startswith("("):
            words.append(word)
            continue
        selector.append(word)
        if word.endswith(")"):
            words.append(" ".join(selector))
            selector = []
    return [*words, " ".join(selector)] if selector else words


class _Reader:
    """Applies the words of one access string in turn."""

    def __init__(self, text: str) -> None:
        self.switch = ""
        self.switch_doubt: Doubt | None = None
        self.root = _Permissions()
        self.selectors: list[_Permissions] = []
        bare = re.split(r"[\s()]+", text)
        self.unlisted = strangers(bare)
        # A word that is no rule may be part of a password that was split by a space.
        self.secretive = any(word.startswith(_PASSWORD) for word in bare)
        for word in _words(text):
            self._apply(word)

    def _apply(self, word: str) -> None:
        lower = word.lower()
        if lower in ("on", "off"):
            self.switch, self.switch_doubt = lower, None
        elif lower == "clearselectors":
            self.selectors.clear()
        elif word.startswith("(") and word.endswith(")"):
            self.selectors.append(self._selector(word[1:-1]))
        elif word.startswith("(") or not self._permit(self.root, word):
            # It may have meant anything, `clearselectors` among it.
            self.switch_doubt = self._doubt(word)
            for permissions in (self.root, *self.selectors):
                permissions.doubt(self.switch_doubt, *_ALTERNATIVE)

    def _selector(self, text: str) -> _Permissions:
        permissions = _Permissions()
        for word in text.split():
            if not self._permit(permissions, word):
                permissions.doubt(self._doubt(word), *_ALTERNATIVE)
        return permissions

    def _permit(self, permissions: _Permissions, word: str) -> bool:
        """Apply a rule about commands, keys or channels; false for a word that is none."""
        word = _ALIASES.get(word.lower(), word)
        lower = word.lower()
        if lower == "resetkeys":
            permissions.keys.clear()
            permissions.doubts.pop(KEYS, None)
        elif lower == "resetchannels":
            permissions.channels.clear()
            permissions.channels_stated = True
            permissions.doubts.pop(CHANNELS, None)
        elif word.startswith(("+", "-")):
            self._command(permissions, word)
        elif word.startswith(("~", "%")):
            self._key(permissions, word)
        elif word.startswith("&"):
            _channel(permissions, word)
        else:
            return lower in _NEUTRAL or word.startswith(_PASSWORD)
        return True

    def _command(self, permissions: _Permissions, word: str) -> None:
        name = body(word)
        meant = meaning(name, self.unlisted) if name else None
        if meant is None:
            permissions.doubt(self._doubt(word, adds=word.startswith("+")), COMMANDS)
        else:
            permissions.command(_Rule(word[0] + name, *meant))

    def _key(self, permissions: _Permissions, word: str) -> None:
        match = _KEY_WORD.match(word)
        if match is None:
            permissions.doubt(self._doubt(word, adds=True), KEYS)
            return
        modes = frozenset((match["mode"] or "rw").upper())
        pattern = _pattern(match["pattern"])
        permissions.keys.add(pattern if len(modes) > 1 else f"%{min(modes)}~{pattern}")
        if "*" in permissions.keys:
            permissions.doubts.pop(KEYS, None)

    def _doubt(self, word: str, adds: bool = False) -> Doubt:
        shown = "a word of the access string" if self.secretive else repr(word if len(word) <= 40 else word[:39] + "…")
        return Doubt(f"{shown} is no ACL rule that ElastiCache takes", adds)

    def result(self) -> Acl:
        """The union over the root and the selectors."""
        alternatives = [self.root, *self.selectors]
        doubts: dict[str, Doubt] = {}
        for name in _ALTERNATIVE:
            found = [a.doubts[name] for a in alternatives if name in a.doubts]
            if found:
                doubts[name] = next((d for d in found if not d.adds), found[0])
        unsure = sorted(set().union(*(a.maybe for a in alternatives)))
        if unsure and not any(a.sure for a in alternatives):
            # `+json.get -@read`: empty or not hangs on the categories of commands that no table here lists.
            doubts.setdefault(COMMANDS, Doubt(f"the categories of {', '.join(unsure[:5])} are not known"))
        if not all(a.channels_stated for a in alternatives):
            doubts.setdefault(CHANNELS, Doubt(SILENT, adds=True))
        if self.switch_doubt is not None:
            doubts[ENABLED] = self.switch_doubt
        allowed = set().union(*(a.sure for a in alternatives))
        # A word that is no rule leaves open what it adds; the commands that no table lists are of neither kind.
        doubts.update({name: doubts[COMMANDS] for name in _AMONG if any(COMMANDS in a.doubts for a in alternatives)})
        lists = {
            **{name: tuple(sorted(allowed & commands)) for name, commands in _AMONG.items()},
            COMMANDS: tuple(sorted(set().union(*(a.standing() for a in alternatives)))),
            KEYS: _all_or_each(set().union(*(a.keys for a in alternatives))),
            CHANNELS: _all_or_each(set().union(*(a.channels for a in alternatives))),
        }
        return Acl(self.switch, lists, doubts)


def _channel(permissions: _Permissions, word: str) -> None:
    permissions.channels.add(_pattern(word[1:]))
    permissions.channels_stated = True
    if "*" in permissions.channels:
        permissions.doubts.pop(CHANNELS, None)


def _pattern(text: str) -> str:
    """A glob; stars alone all mean everything."""
    return "*" if text and not text.strip("*") else text


def _all_or_each(patterns: set[str]) -> tuple[str, ...]:
    """A sorted list; beside `*` nothing else says anything."""
    return ("*",) if "*" in patterns else tuple(sorted(patterns))
