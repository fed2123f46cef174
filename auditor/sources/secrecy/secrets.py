"""Secrets stop here: what they are called, which texts a scan was seen to hold, and where code spells them out."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.sources.partial.values import Unk, parts_of

#: A span of a file in bytes: row, column, end row, end column, all from zero; the end column is one past the last.
Span = tuple[int, int, int, int]

#: Names of attributes, object keys and variables whose literal values are never shown.
SECRET_NAME = re.compile(r"(passw|passphrase|secret|token|credential|private_?key|api_?key|access_?key)", re.IGNORECASE)
#: The same in text of small letters, which takes a fifth of the time.
_SPELLED = re.compile(SECRET_NAME.pattern)
#: Names that only look like it: what stands there is a name, a flag or a place, no secret.
_HARMLESS = re.compile(r"(_arn|_id|_ids|_name|_version|_strategy|_required|_enabled|_length|_type)$", re.IGNORECASE)
#: Where a word begins in `NoPasswordRequired`.
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: What stands before the host of an address: `redis://user:password@host`.
_IN_ADDRESS = re.compile(r"(?<=://)[^/\s:@\"']*:[^/\s@\"']+(?=@)")
#: Words such as `production` are told from secrets by being nothing but a word.
_WORD = re.compile(r"[a-z_]{1,11}|[A-Z_]{1,11}")

#: Words of policies that stand under telling names as well, and say what a policy is about wherever else they stand.
POLICY_WORDS = frozenset({
    "Service", "Federated", "2012-10-17", "kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "kms:GenerateDataKey",
    "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:CreateGrant", "elasticache:*", "elasticache:Connect", "memorydb:*",
    "memorydb:Connect",
})  # fmt: skip

MASK = "*" * 8
#: So many secrets are looked for by one pattern; more of them make it slow.
_MANY = 30


#: A password or its hash in an access string, added, removed or compared. ElastiCache refuses them there, which keeps
#: nobody from writing them.
_PASSWORD_RULE = re.compile(r"(?<![^\s\"])([><#!])([^\s\"]+)")


def without_passwords(access_string: str) -> str:
    """An access string without the passwords that may stand in it."""
    return _PASSWORD_RULE.sub(rf"\1{MASK}", access_string)


def passwords_in(access_string: str) -> list[str]:
    """The passwords, or their hashes, that stand in an access string."""
    return [found[2] for found in _PASSWORD_RULE.finditer(access_string)]


#: Parameters of a module address that say which version is meant; any other may be a credential.
_HARMLESS_PARAMETERS = ("ref", "depth", "version", "archive")
_USER = re.compile(r"(?<=//)[^/@\s\"]+@")
_PARAMETER = re.compile(r"([?&])([^=&?\s\"]+)=([^&\s\"]*)")


def without_credentials(source: str) -> str:
    """A module address as a report may show it: without user, password and tokens."""
    shown = _USER.sub("***@", source)
    return _PARAMETER.sub(lambda m: m[0] if m[2] in _HARMLESS_PARAMETERS else f"{m[1]}{m[2]}=***", shown)


@lru_cache(maxsize=20_000)
def is_secret_name(name: str) -> bool:
    """Whether a thing of this name is likely to be a secret. A scan asks for few names many times."""
    return bool(SECRET_NAME.search(name)) and not _HARMLESS.search(_CAPITAL.sub("_", name))


def may_name_secret(text: str) -> bool:
    """Whether the name of a secret may stand in a text; a quick look, which finds too much rather than too little."""
    return not text.isascii() or bool(_SPELLED.search(text.lower()))


#: The keys of what names something, in objects that hold secrets.
_CALLED = re.compile(r"(?:.*[_-])?(?:user)?(?:name|arn)", re.IGNORECASE)


def learn_named(value: object, secrets: Secrets) -> None:
    """Learn what stands under the name of a secret anywhere in a value."""
    for part in parts_of(value):
        if isinstance(part, dict):
            for name, item in part.items():
                if is_secret_name(str(name)):
                    secrets.learn(item)


def _is_called(key: str, value: object) -> bool:
    """Whether what stands beside a secret only says whose it is: `user_name`, `redis_user_arn`."""
    return isinstance(value, str) and _CALLED.fullmatch(key) is not None


class Secrets:
    """The secret texts that a scan was seen to hold, so that nothing repeats them, and where code spells them out."""

    #: Shorter texts are words like `redis`, which would be masked everywhere.
    SHORTEST = 6

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._seen: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lengths: dict[str, list[int]] = {}
        self._spans: dict[str, set[Span]] = {}

    def learn(self, value: object) -> None:
        """Every text in `value`, whichever case it is in, is a secret from now on."""
        todo, seen = [value], set()
        while todo:
            one = todo.pop()
            if isinstance(one, str):
                self._learn_text(str(one))
            elif isinstance(one, Unk):
                todo += [case for _, case in one.choices]
            elif isinstance(one, (list, dict)) and id(one) not in seen:
                seen.add(id(one))
                todo += one if isinstance(one, list) else [v for k, v in one.items() if not _is_called(str(k), v)]

    def _learn_text(self, text: str) -> None:
        # Reports quote single lines of what has several.
        if text in self._seen:
            return
        self._seen.add(text)
        lines = {text, *(line.strip() for line in text.splitlines())}
        # Identifiers are in small letters.
        for part in lines | {line.lower() for line in lines}:
            if len(part) >= self.SHORTEST and not _WORD.fullmatch(part) and part not in POLICY_WORDS:
                self._texts.add(part)
                self._pattern, self._lengths = None, {}

    def hide(self, path: str, span: Span) -> None:
        """This span of a file spells a secret out."""
        self._spans.setdefault(path, set()).add(span)

    def hidden(self, path: str) -> set[Span]:
        """The spans of a file that spell secrets out."""
        return self._spans.get(path, set())

    def scrub(self, text: str) -> str:
        """`text` with every known secret, and every password in an address, replaced."""
        if len(self._texts) > _MANY:
            text = self._looked_up(text)
        elif self._texts:
            if self._pattern is None:
                longest_first = sorted(self._texts, key=lambda t: (-len(t), t))
                self._pattern = re.compile("|".join(map(re.escape, longest_first)))
            text = self._pattern.sub(MASK, text)
        return _IN_ADDRESS.sub(MASK, text) if "://" in text else text

    def _looked_up(self, text: str) -> str:
        """The same as one pattern of all secrets would do, in a time that does not grow with their number."""
        if not self._lengths:
            found: dict[str, set[int]] = {}
            for secret in self._texts:
                found.setdefault(secret[: self.SHORTEST], set()).add(len(secret))
            self._lengths = {start: sorted(lengths, reverse=True) for start, lengths in found.items()}
        kept, begin, at = [], 0, 0
        while at <= len(text) - self.SHORTEST:
            lengths = self._lengths.get(text[at : at + self.SHORTEST], ())
            length = next((n for n in lengths if text[at : at + n] in self._texts), 0)
            if length:
                kept += [text[begin:at], MASK]
                begin = at + length
            at += length or 1
        return "".join([*kept, text[begin:]])
