"""Function calls: which arguments are needed known, what is read from disk, what is never evaluated."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from auditor.sources.partial.choices import by_case, compose, derived, lift, one_of, symbol_of
from auditor.sources.partial.type_of import element_type
from auditor.sources.partial.values import (
    EvalError,
    GivenText,
    Lazy,
    MapValue,
    UndecidedError,
    Unk,
    is_given,
    limited,
    parts_of,
)
from auditor.sources.terraform.language.evaluate import Env, evaluate, known_or_unknown
from auditor.sources.terraform.language.expression_types import type_of_expression
from auditor.sources.terraform.language.functions.results import RESULTS
from auditor.sources.terraform.language.functions.retyped import retyped
from auditor.sources.terraform.language.functions.signature import first_unknown
from auditor.sources.terraform.language.functions.unify import convertible
from auditor.sources.terraform.language.made_texts import with_parts
from auditor.sources.terraform.language.membership import membership
from auditor.sources.terraform.language.operators import to_text, type_name
from auditor.sources.terraform.syntax import nodes as s


def call(node: s.Call, env: Env) -> object:
    """The value of a call."""
    special = _SPECIAL.get(node.name)
    if special is not None:
        return special(node, env)
    from auditor.sources.terraform.language.functions import FILE_FUNCTIONS, FUNCTIONS, IMPURE

    name = node.name.removeprefix("core::")
    args = _arguments(node, env)
    if isinstance(args, Unk):
        return derived(args)
    # A step for each few elements or characters of what it works on.
    env.module.root.budget.work(sum(len(a) >> 8 for a in args if isinstance(a, (str, list, dict))))
    if name in IMPURE or "::" in name:
        why = IMPURE.get(name, "belongs to a provider")
        return Unk(f"{name}() {why}", place=env.source.place(node.span))
    if name in FILE_FUNCTIONS:
        return _from_file(name, args, env)
    function = FUNCTIONS.get(name)
    if function is None:
        # It may be one of a later Terraform.
        return Unk(f"{name}() is not known here", place=env.source.place(node.span))
    body = function.call if node.expand else _with_types_of_nulls(name, node, args, env) or function.call
    if name in _MAKES_TEXT:
        body = functools.partial(_as_given, body)
    try:
        result = apply(name, body, function.partial, args)
    except EvalError as error:
        # The class tells whether try() goes on.
        raise type(error)(f"{name}(): {error}") from None
    if not isinstance(result, Unk) or name not in RESULTS:
        return result
    # Of the functions that always give one type only conversions give null.
    known = with_parts(name, args, result if name in _MADE_OF else replace(result, nullable=False))
    return known if known.kind else retyped(known, RESULTS[name])


def _from_file(name: str, args: tuple[object, ...], env: Env) -> object:
    from auditor.sources.terraform.language.file_functions import from_file

    def read(*values: object) -> object:
        unknown = next((u for u in map(first_unknown, values) if u is not None), None)
        return derived(unknown) if unknown is not None else from_file(name, values, env.module.root)

    return apply(name, read, False, args)


#: What a conversion takes, by the kinds of Terraform's types.
_MADE_OF = {
    "tostring": ("string", "number", "bool"),
    "tonumber": ("string", "number"),
    "tobool": ("string", "bool"),
    "tolist": ("list", "set", "tuple"),
    "toset": ("list", "set", "tuple"),
    "tomap": ("map", "object"),
}


#: Functions whose text is made of the texts that they take, not picked by one of them.
_MAKES_TEXT = frozenset((
    "base64decode", "base64encode", "chomp", "format", "join", "lower", "replace", "strrev", "substr", "title",
    "trim", "trimprefix", "trimspace", "trimsuffix", "upper", "urlencode",
))  # fmt: skip


def _as_given(function: Callable[..., object], *args: object) -> object:
    """What such a function gives: no code spells it out where part of it came from the command line."""
    result = function(*args)
    if type(result) is not str:
        return result
    return GivenText.like(result, [part for arg in args for part in (arg if isinstance(arg, list) else (arg,))])


def _with_types_of_nulls(name: str, node: s.Call, args: tuple[object, ...], env: Env) -> Callable[..., object] | None:
    """A function for which the type of a null counts, although it is passed over; None for any other."""
    if name == "coalesce":
        from auditor.sources.terraform.language.functions.collections import coalesce

        nulls = [type_of_expression(n, v, env) for n, v in zip(node.args, args, strict=True)]
        return functools.partial(coalesce, nulls=nulls)
    if name in _MADE_OF and args == (None,):
        given = type_of_expression(node.args[0], None, env).kind
        if given not in (*_MADE_OF[name], "open", "dynamic"):
            raise EvalError(f"a null of type {given} is nothing that {name}() takes")
    if name != "lookup" or len(args) != 3 or args[2] is not None or not isinstance(args[0], MapValue):
        return None
    if convertible(type_of_expression(node.args[2], None, env), element_type(args[0])):
        return None
    raise EvalError("the default value must have the same type as the map elements")


def _arguments(node: s.Call, env: Env) -> tuple[object, ...] | Unk:
    args = [evaluate(a, env) for a in node.args]
    if node.expand and args:
        last = args.pop()
        if isinstance(last, Unk):
            return last
        if not isinstance(last, list):
            raise EvalError(f"... needs a list, not {type_name(last)}")
        args += last
    return tuple(args)


def apply(name: str, function: Callable[..., object], partial: bool, args: tuple[object, ...]) -> object:
    """`function(*args)`, as far as it can be known: case by case where an argument depends on something undecided."""
    limited(*args)
    args = tuple(by_case(_settled(a)) for a in args)
    symbol = compose(name, "(", ", ".join(symbol_of(a) or "\0" for a in args), ")")
    symbol = "" if "\0" in symbol else symbol

    if any(isinstance(a, Unk) and a.choices for a in args):
        return lift(function, args, symbol, partial=partial)
    found = membership(name, args, symbol)
    if found is not None:
        return found
    result = function(*args)
    if isinstance(result, Unk) and not result.symbol and symbol:
        ref = args[0].ref if name == "jsondecode" and args and isinstance(args[0], Unk) else result.ref
        return replace(result, symbol=symbol, ref=ref)
    return result


def _settled(value: object) -> object:
    """Resources as a whole are opaque to functions, alone or as elements; a module is the object of its outputs."""
    return value.whole() if isinstance(value, Lazy) else value


def _try(node: s.Call, env: Env) -> object:
    """`try(...)`: the first argument that Terraform could evaluate, case by case."""
    for i, argument in enumerate(node.args):
        value = by_case(known_or_unknown(argument, env))
        if not isinstance(value, Unk):
            return value
        if value.error:
            continue
        rest = s.Call("try", node.args[i + 1 :], False, node.span)
        if value.choices:
            fallback = _fallback(rest, value, env) if any(_failed(v) for _, v in value.choices) else None
            return one_of([(g, fallback if _failed(v) else v) for g, v in value.choices], value.reason)
        return value if is_given(value) else _undecided(value, rest, env)
    raise EvalError("no argument of try() can be evaluated")


def _fallback(rest: s.Call, value: Unk, env: Env) -> object:
    return known_or_unknown(rest, env) if rest.args else Unk(value.reason, error=True)


def _undecided(value: Unk, rest: s.Call, env: Env) -> Unk:
    """The value of `try()` whose first argument is not known and might fail: that, or what the others come to."""
    others = [symbol_of(known_or_unknown(a, env)) for a in rest.args]
    symbol = compose("try(", ", ".join([value.symbol, *others]), ")") if value.symbol and all(others) else ""
    return derived(value, symbol)


def _failed(value: object) -> bool:
    return any(isinstance(part, Unk) and part.error for part in parts_of(value))


def _can(node: s.Call, env: Env) -> object:
    value = known_or_unknown(node.args[0], env) if node.args else Unk("can() without argument", error=True)
    if not isinstance(value, Unk):
        return True
    if value.choices:
        return one_of([(guard, _possible(case)) for guard, case in value.choices], value.reason)
    return _possible(value)


def _possible(value: object) -> object:
    """Whether what evaluated to `value` can be evaluated."""
    if not isinstance(value, Unk) or value.error or is_given(value):
        return not _failed(value)
    return Unk(value.reason, compose("can(", value.symbol, ")"), kind="bool", place=value.place)


def _type(node: s.Call, env: Env) -> object:
    raise EvalError("type() works in the console only")


def _templatestring(node: s.Call, env: Env) -> object:
    return _rendered(node, env, lambda text: to_text(text).encode(), "templatestring")


def _templatefile(node: s.Call, env: Env) -> object:
    return _rendered(node, env, lambda path: env.module.root.read_for_function(to_text(path)), "templatefile")


def _rendered(node: s.Call, env: Env, read: Callable[[object], bytes], name: str) -> object:
    from auditor.sources.terraform.language.templates import render
    from auditor.sources.terraform.syntax.parse import parse
    from auditor.sources.terraform.syntax.source_file import Source

    if len(node.args) != 2:
        raise EvalError(f"{name}() takes two arguments")
    subject, names = evaluate(node.args[0], env), evaluate(node.args[1], env)
    for value in (subject, names):
        if isinstance(value, Unk):
            return derived(value, kind="string")
    if not isinstance(names, dict):
        raise EvalError(f"{name}() takes a map of names")
    # The template grammar is that of a heredoc, so the text is parsed as one; its marker must not occur in it.
    text = read(subject)
    env.module.root.budget.work(500 + len(text))  # parsing costs more than evaluating
    marker = "END_OF_TEMPLATE_TEXT"
    if marker.encode() in text:
        raise UndecidedError("the template holds the word that ends it")
    newline = b"" if text.endswith(b"\n") else b"\n"
    parsed = parse(b"text = <<" + marker.encode() + b"\n" + text + newline + marker.encode() + b"\n", "template")
    attribute = parsed.attributes.get("text")
    if attribute is None or parsed.problems:
        raise UndecidedError("the template cannot be read")
    inner = Env(env.module, Source(parsed), dict(names))
    parts = attribute.value.parts if isinstance(attribute.value, s.Template) else (attribute.value,)
    value = render(parts, inner)
    return value.removesuffix("\n") if newline and isinstance(value, str) else value


def _indexed(node: s.Call, env: Env) -> object:
    """What `dynamic` iterates, as a map: a list by its index, a set by its elements. Not a function of Terraform."""
    from auditor.sources.partial.values import SetValue

    def as_map(value: object) -> object:
        if isinstance(value, SetValue):
            return {v if isinstance(v, str) else f"#{i:06}": v for i, v in enumerate(value)}
        if isinstance(value, list):
            return {f"{i:06}": v for i, v in enumerate(value)}
        if isinstance(value, dict):
            return value
        raise EvalError(f"{type_name(value)} cannot be iterated")

    value = evaluate(node.args[0], env)
    return lift(as_map, (value,), symbol_of(value)) if isinstance(value, Unk) else as_map(value)


_SPECIAL: dict[str, Callable[[s.Call, Env], object]] = {
    "\0indexed": _indexed,
    "try": _try,
    "can": _can,
    "type": _type,
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}
