"""`aws_iam_policy_document`: a data source that reads nothing, so that what it comes to is known from its arguments.

Source: the provider's internal/service/iam/policy_document_data_source.go and policy_model.go: how statements are put
together, sources first and overrides last, and how the document is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from auditor.model.location import Location
from auditor.sources.building.cases import stops
from auditor.sources.building.exist import both_exist
from auditor.sources.building.policies import WrittenStatement
from auditor.sources.building.policy_texts import document_of
from auditor.sources.partial.texts import DocumentText, Encoded, Together
from auditor.sources.partial.values import EvalError, Lazy, ObjectValue, Unk, has_unknown
from auditor.sources.terraform.language.evaluate import Env, known_or_unknown
from auditor.sources.terraform.language.traversal import get_attr
from auditor.sources.terraform.modules.dynamic_blocks import evaluated_blocks
from auditor.sources.terraform.syntax import nodes as s

TYPE = "aws_iam_policy_document"
_VERSION = "2012-10-17"
#: Arguments that hold documents to begin with, and those whose statements take the place of others; old ones first.
_SOURCES, _OVERRIDES = ("source_json", "source_policy_documents"), ("override_json", "override_policy_documents")
#: Arguments of a statement -> what they are called in the document, and whether `&{` stands for `${` in them.
_LISTS = {
    "actions": ("Action", False),
    "not_actions": ("NotAction", False),
    "resources": ("Resource", True),
    "not_resources": ("NotResource", True),
}
_ORDER = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition")
_UNSAFE = re.compile("[<>&\u2028\u2029]")
_TEXTS = ("json", "minified_json")


class PolicyDocument(Lazy):
    """Such a data source as a value; what is not its document is `other`."""

    def __init__(self, block: s.Block, env: Env, other: Unk) -> None:
        self._block, self._env, self._other = block, env, other

    def attr(self, name: str) -> object:
        """`data.aws_iam_policy_document.name.json`."""
        if name not in _TEXTS:
            return get_attr(self._other, name)
        symbol = self._other.symbol
        return self._env.module.once("data", f"{symbol}.{name}", lambda: self._text(f"{symbol}.{name}", name))

    def _text(self, symbol: str, name: str) -> object:
        document = _document(self._block, self._env)
        statements = document["Statement"]
        assert isinstance(statements, list)
        unknown = next((_doubt(one) for one in statements if _doubt(one) is not None), None)
        if unknown is not None or has_unknown(document):
            place, reason = (
                self._other.place,
                unknown.reason if unknown is not None else f"{symbol} holds what is not known",
            )
            ref = (self._other.symbol, name)
            return Encoded(reason, symbol, ref=ref, kind="string", place=place, nullable=False, value=document)
        return DocumentText.of(_rendered(document, indented=name == "json"), document)


def _doubt(statement: object) -> Unk | None:
    """Why it is not known whether a statement is there, or what it is."""
    if isinstance(statement, Unk):
        return statement
    exists = statement.exists if isinstance(statement, WrittenStatement) else True
    return exists if isinstance(exists, Unk) else None


def _document(block: s.Block, env: Env) -> ObjectValue:
    """The document that the arguments make. Raises EvalError for what the provider refuses."""
    statements: list[object] = []
    for document in _given(block, env, _SOURCES):
        _merge(statements, document, unique=True)
    version = known_or_unknown(block.attributes["version"].value, env) if "version" in block.attributes else _VERSION
    _merge(statements, list(_own(block, env)), unique=False)
    for document in _given(block, env, _OVERRIDES):
        _merge(statements, document, unique=False)
    if block.broken:
        statements.append(Unk(f"a part of its block could not be read: {block.broken}"))
    return ObjectValue({"Version": version or _VERSION, "Statement": statements})


def _given(block: s.Block, env: Env, names: tuple[str, ...]) -> Iterator[list[object]]:
    """The statements of each document that arguments hold."""
    for name in names:
        attribute = block.attributes.get(name)
        if attribute is None:
            continue
        value = known_or_unknown(attribute.value, env.of(attribute))
        for text in value if isinstance(value, list) else [value]:
            yield list(_statements_in(text, env.source.place(attribute.span)))


def _statements_in(text: object, place: Location) -> Iterator[object]:
    """The statements of a document; of one that hangs on something those of each case, where that holds."""
    if isinstance(text, Unk) and text.choices:
        for number, (_, case) in enumerate(text.choices):
            if stops(case):
                continue
            holds = tuple((guard, n == number) for n, (guard, _) in enumerate(text.choices))
            for one in _statements_in(case, place):
                yield _only_where(one, Unk(text.reason, choices=holds, kind="bool", place=text.place))
        return
    if text is None or text == "":
        return
    try:
        document = document_of(text)
    except EvalError as error:
        yield Unk(str(error), place=place)
        return
    statements = document.get("Statement", []) if isinstance(document, dict) else None
    for one in statements if isinstance(statements, list) else [statements]:
        yield one if isinstance(one, (dict, Unk)) else Unk("a document in it has no statements", place=place)


def _only_where(statement: object, exists: Unk) -> object:
    if not isinstance(statement, dict):
        return statement
    made = WrittenStatement(statement)
    made.place = statement.place if isinstance(statement, WrittenStatement) else None
    made.exists = both_exist(exists, statement.exists) if isinstance(statement, WrittenStatement) else exists
    return made


def _merge(statements: list[object], document: list[object], *, unique: bool) -> None:
    """Add the statements of a document, each in the place of the earlier one with the same Sid."""
    earlier = len(statements)
    for new in document:
        sid = new.get("Sid") if isinstance(new, dict) else None
        same = [n for n, old in enumerate(statements[:earlier]) if sid and _may_be_called(old, sid)]
        if unique and any(_sid(statements[n]) == sid for n in same):
            raise EvalError(f"the Sid {sid} occurs twice in its source documents")
        certain = next((n for n in same if _sid(statements[n]) == sid and _doubt(new) is None), None)
        if certain is not None:
            statements[certain] = new
            continue
        if same and not unique:
            statements.append(Unk("which statement takes the place of which is not known"))
        statements.append(new)


def _sid(statement: object) -> object:
    return statement.get("Sid") if isinstance(statement, dict) else None


def _may_be_called(statement: object, sid: object) -> bool:
    """Whether a statement may have a Sid."""
    own = _sid(statement)
    return bool(own) and (isinstance(own, Unk) or isinstance(sid, Unk) or own == sid)


def _own(block: s.Block, env: Env) -> Iterator[WrittenStatement]:
    """The statements that stand in the block itself."""
    seen: set[str] = set()
    for one, inner, exists in evaluated_blocks(block, "statement", env):
        if exists is False:
            continue
        made = _statement(one, inner)
        made.place, made.exists = inner.source.place(one.header), exists
        sid = made.get("Sid")
        if isinstance(sid, str) and sid in seen:
            raise EvalError(f"the Sid {sid} occurs twice")
        seen |= {sid} if isinstance(sid, str) else set()
        yield made


def _statement(block: s.Block, env: Env) -> WrittenStatement:
    def value(name: str) -> object:
        attribute = block.attributes.get(name)
        return known_or_unknown(attribute.value, env.of(attribute)) if attribute is not None else None

    made: dict[str, object] = {"Sid": value("sid") or None, "Effect": value("effect") or "Allow"}
    for name, (element, replaced) in _LISTS.items():
        made[element] = _texts(value(name), replaced=replaced)
    made["Principal"] = _principals(block, "principals", env)
    made["NotPrincipal"] = _principals(block, "not_principals", env)
    made["Condition"] = _conditions(block, env)
    if block.broken:
        made["Effect"] = Unk(f"a part of its block could not be read: {block.broken}")
    return WrittenStatement((name, made[name]) for name in _ORDER if made[name] is not None)


def _texts(value: object, *, replaced: bool) -> object:
    """A set of texts as the provider writes it: one alone, or several in falling order."""
    if not isinstance(value, list):
        return _replaced(value) if replaced else value
    items = [_replaced(one) if replaced else one for one in value if one is not None]
    if not items:
        return None
    if has_unknown(items):
        return items
    unique = sorted({str(one) for one in items}, reverse=True)
    return unique[0] if len(unique) == 1 else unique


def _replaced(value: object) -> object:
    """A text in which `&{` stands for `${`, which Terraform would fill in."""
    if isinstance(value, str):
        return value.replace("&{", "${") if "&{" in value else value
    if isinstance(value, Together):
        return replace(value, parts=tuple(map(_replaced, value.parts)))
    return value


def _principals(block: s.Block, name: str, env: Env) -> object:
    made: dict[str, object] = {}
    for one, inner, exists in evaluated_blocks(block, name, env):
        if exists is False:
            continue
        type_, names = _value(one, "type", inner), _texts(_value(one, "identifiers", inner), replaced=True)
        unknown = next((each for each in (exists, type_) if isinstance(each, Unk)), None)
        if unknown is not None:
            return Unk(unknown.reason, place=unknown.place)
        if type_ == "*" and names == "*":
            return "*"
        made[str(type_)] = _joined(made.get(str(type_)), names)
    return made or None


def _joined(old: object, new: object) -> object:
    """What several blocks of one type name together."""
    if old is None:
        return new
    return [each for one in (old, new) for each in (one if isinstance(one, list) else [one])]


def _conditions(block: s.Block, env: Env) -> object:
    made: dict[str, dict[str, object]] = {}
    for one, inner, exists in evaluated_blocks(block, "condition", env):
        if exists is False:
            continue
        test, variable, values = (_value(one, name, inner) for name in ("test", "variable", "values"))
        unknown = next((each for each in (exists, test, variable) if isinstance(each, Unk)), None)
        if unknown is not None:
            return Unk(unknown.reason, place=unknown.place)
        found = [_replaced(each) for each in values] if isinstance(values, list) else values
        tests = made.setdefault(str(test), {})
        joined = _joined(tests.get(str(variable)), found)
        tests[str(variable)] = joined[0] if isinstance(joined, list) and len(joined) == 1 else joined
    return {test: dict(sorted(made[test].items())) for test in sorted(made)} or None


def _value(block: s.Block, name: str, env: Env) -> object:
    attribute = block.attributes.get(name)
    return known_or_unknown(attribute.value, env.of(attribute)) if attribute is not None else None


def _in_order(statement: dict[str, object]) -> dict[str, object]:
    """A statement of whatever document, its parts in the order of the provider."""
    made = {name: statement[name] for name in _ORDER if statement.get(name)}
    for name in ("Principal", "NotPrincipal"):
        if isinstance(made.get(name), dict):
            held = made[name]
            assert isinstance(held, dict)
            made[name] = {t: sorted(v, reverse=True) if isinstance(v, list) else v for t, v in sorted(held.items())}
    return made


def _rendered(document: ObjectValue, *, indented: bool) -> str:
    """The document as the provider writes it."""
    statements = document["Statement"]
    assert isinstance(statements, list)
    held = {"Version": document["Version"], "Statement": [_in_order(one) for one in statements]}
    held = {name: value for name, value in held.items() if value}
    form = {"indent": 2} if indented else {"separators": (",", ":")}
    text = json.dumps(held, ensure_ascii=False, **form)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
