"""The document of a policy as a value, from whatever a language has of it: a mapping, JSON, JSON with gaps.

What is not known of a text is written `<name>` where it is an attribute that AWS gives a resource, so that it holds no
wildcard, and `<?name>` where it may be anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from auditor.sources.partial.convert import to_text
from auditor.sources.partial.numbers import Real
from auditor.sources.partial.texts import DocumentText, Encoded, Together
from auditor.sources.partial.values import EvalError, Unk

#: AWS takes no document that is nearly as long: 32 KB for the policy of a key, less for all others.
MAX_DOCUMENT = 131_072
#: Attributes that AWS gives, or that name something of its own: no wildcard is in one.
_GIVEN = re.compile(r"(^|[_.])(id|ids|arn|name|account|region|partition|dns_suffix|url_suffix|key_id)$", re.IGNORECASE)
_OF_AWS = re.compile(
    r"(?:^|\.)(?:aws_|data\.aws_(?:caller_identity|canonical_user_id|region|partition|kms_|elasticache_|memorydb_|iam_role))"
)
_PSEUDO = frozenset({
    "AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix",
})  # fmt: skip
_UNFIT = re.compile(r"[<>\s]+")
_MAX_NAME = 80
_MARK = re.compile("\ue000(\\d+)\ue001")


def gap(value: Unk) -> str:
    """What stands for a text that is not known."""
    named = value.symbol or ".".join(filter(None, value.ref or ())) or "not known"
    name = _UNFIT.sub(" ", named)[:_MAX_NAME]
    return f"<{name}>" if is_plain(value) else f"<?{name}>"


def is_plain(value: Unk) -> bool:
    """Whether something not known is certainly one text without a wildcard: an attribute that AWS gives something."""
    if value.symbol in _PSEUDO:
        return True
    if value.ref is None or value.error or value.choices:
        return False
    address, attribute = value.ref
    if not attribute or "[*]" in address:
        return False
    if attribute in ("Ref", "Arn", "ARN", "Id", "KeyId"):
        # What code calls a resource of a template by; a parameter has no attribute.
        return True
    last = address.rpartition("module.")[2]
    return _OF_AWS.search(last) is not None and _GIVEN.search(attribute) is not None


def text_with_gaps(value: object) -> str:
    """A text, with marks for what is not known of it. Raises EvalError for what is no text."""
    if isinstance(value, Together):
        return "".join(text_with_gaps(part) for part in value.parts)
    if isinstance(value, Unk):
        return gap(value)
    if isinstance(value, (str, bool, int, Real)):
        return str(to_text(value))
    raise EvalError("a text is needed")


def document_of(value: object) -> object:
    """The document that a value is or holds the JSON of. Raises EvalError for what is none, or is not known."""
    if isinstance(value, DocumentText):
        return value.document
    if isinstance(value, Encoded):
        return value.value
    if isinstance(value, Together):
        return _with_gaps(value)
    if isinstance(value, Unk):
        raise EvalError(value.reason)
    if isinstance(value, str):
        return _loaded(value)
    return value


def _loaded(text: str) -> object:
    if len(text) > MAX_DOCUMENT:
        raise EvalError(f"it is longer than any policy: more than {MAX_DOCUMENT:,} characters")
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise EvalError("it is nested too deep") from None
    except ValueError:
        raise EvalError("it is no JSON") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise EvalError("a name occurs twice in an object of it, which AWS refuses")
    return made


def _with_gaps(value: Together) -> object:
    """The document whose JSON has gaps: within its texts, or in the place of whole values."""
    gaps: list[object] = []
    made, quoted = [], False
    for part in _flat(value):
        if isinstance(part, str):
            quoted = _is_quoted(part, quoted)
            made.append(part)
        else:
            mark = f"\ue000{len(gaps)}\ue001"
            gaps.append(part)
            made.append(mark if quoted else f'"{mark}"')
    return _filled(_loaded("".join(made)), gaps, 0)


def _flat(value: Together) -> Iterator[object]:
    for part in value.parts:
        if isinstance(part, Together):
            yield from _flat(part)
        elif isinstance(part, Unk):
            yield part
        else:
            yield str(to_text(part))


def _is_quoted(text: str, quoted: bool) -> bool:
    """Whether what comes after a piece of JSON stands within quotes."""
    escaped = False
    for mark in text:
        if escaped:
            escaped = False
        elif mark == "\\":
            escaped = quoted
        elif mark == '"':
            quoted = not quoted
    return quoted


def _filled(value: object, gaps: list[object], depth: int) -> object:
    """A document with what the marks in it stand for."""
    if isinstance(value, list):
        return [_filled(one, gaps, depth + 1) for one in value]
    if isinstance(value, dict):
        return {str(_filled(key, gaps, depth + 1)): _filled(one, gaps, depth + 1) for key, one in value.items()}
    if not isinstance(value, str) or "\ue000" not in value:
        return value
    whole = _MARK.fullmatch(value)
    if whole is not None and int(whole[1]) < len(gaps):
        one = gaps[int(whole[1])]
        return one.value if isinstance(one, Encoded) else one
    return _MARK.sub(lambda found: _gap_at(found, gaps), value)


def _gap_at(found: re.Match[str], gaps: list[object]) -> str:
    number = int(found[1])
    one = gaps[number] if number < len(gaps) else None
    return gap(one) if isinstance(one, Unk) else "<?not known>"
