"""Templates: text with interpolations and directives."""

from __future__ import annotations

from dataclasses import replace

from auditor.sources.partial.choices import MAX_WORD, compose, lift, symbol_of
from auditor.sources.partial.texts import Together
from auditor.sources.partial.values import EvalError, GivenText, UndecidedError, Unk, unknown_for
from auditor.sources.terraform.language.evaluate import Env, evaluate
from auditor.sources.terraform.language.functions.graphemes import composed
from auditor.sources.terraform.language.logic import choose
from auditor.sources.terraform.language.loops import pairs
from auditor.sources.terraform.language.operators import to_condition, to_text
from auditor.sources.terraform.syntax import nodes as s

#: A rendered template longer than this is not kept.
MAX_TEXT = 1_000_000


def render(parts: tuple[s.Node, ...], env: Env) -> object:
    """The text of a template, or an Unk where a part of it is not known."""
    pieces = [_piece(part, env) for part in parts]
    unknown = next((piece for piece in pieces if isinstance(piece, Unk) and not piece.choices), None)
    if unknown is not None:
        name, made_of = _symbol(pieces), tuple(pieces)
        return Together(unknown.reason, name, kind="string", place=unknown.place, nullable=False, parts=made_of)
    return _put_together(pieces)


def _symbol(pieces: list[object]) -> str:
    """A name for a template, so that the same one over the same inputs is the same thing."""
    if len(pieces) == 1:
        # Quotes around one interpolation alone would stand for the value itself, whatever its type.
        return compose("tostring(", symbol_of(pieces[0]), ")")
    return compose('"', *map(_shown, pieces), '"')


def _shown(piece: object) -> str:
    """A piece as part of a symbol, told apart from any other one; empty where it has no name."""
    if isinstance(piece, str) and piece and len(piece) <= MAX_WORD and not set(piece) & set('"$\\{}'):
        return piece
    symbol = symbol_of(piece)
    return "${" + symbol + "}" if symbol else ""


def _put_together(pieces: list[object]) -> object:
    """The text that pieces make, by the cases of what is not known. Never null: a null in it stops Terraform."""
    if not any(isinstance(piece, Unk) for piece in pieces):
        return _join(*pieces)
    text = lift(_join, tuple(pieces), kind="string")
    if not isinstance(text, Unk):
        return text
    return replace(text, choices=tuple((guard, _text(case)) for guard, case in text.choices), nullable=False)


def _text(case: object) -> object:
    return replace(case, nullable=False) if isinstance(case, Unk) else case


def _join(*pieces: object) -> str:
    text = composed("".join(to_text(p) for p in pieces))
    if len(text) > MAX_TEXT:
        raise UndecidedError(f"text longer than {MAX_TEXT:,} characters")
    return GivenText.like(text, pieces)


def _rendered(parts: tuple[s.Node, ...], env: Env) -> object:
    """The text of a branch that may not be taken: an error in it is none of the whole template."""
    try:
        return render(parts, env)
    except EvalError as error:
        return unknown_for(error)


def _piece(part: s.Node, env: Env) -> object:
    if isinstance(part, s.TemplateIf):
        condition = evaluate(part.condition, env)
        if isinstance(condition, Unk):
            return choose(condition, _rendered(part.then, env), _rendered(part.otherwise, env), env.label(part.span))
        return render(part.then if to_condition(condition) else part.otherwise, env)
    if isinstance(part, s.TemplateFor):
        collection = evaluate(part.collection, env)
        if isinstance(collection, Unk):
            return lift(lambda known: _repeated(part, env, known), (collection,), kind="string")
        return _repeated(part, env, collection)
    return evaluate(part, env)


def _repeated(part: s.TemplateFor, env: Env, collection: object) -> object:
    pieces = []
    for key, value in pairs(collection):
        env.module.root.spend()
        names = {**({part.key: key} if part.key else {}), part.value: value}
        pieces.append(render(part.body, Env(env.module, env.source, {**env.names, **names})))
    # Each element may depend on something: the text is one for each case of all of them.
    return _put_together(pieces)
