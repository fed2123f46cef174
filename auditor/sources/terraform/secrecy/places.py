"""Where code spells a secret out: by the name of what holds it, by what it is compared with, and by where it flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.sources.partial.numbers import Real
from auditor.sources.secrecy.secrets import Secrets, is_secret_name
from auditor.sources.terraform.language.evaluate import Env
from auditor.sources.terraform.secrecy.flags import is_flagged, is_secret_variable
from auditor.sources.terraform.syntax import nodes as s
from auditor.sources.terraform.syntax.source_file import Source

#: Resource type -> its attributes that hold secrets under other names.
_TELLING = {
    "aws_ssm_parameter": ("value", "value_wo"),
    "kubernetes_secret": ("data", "data_wo"),
    "kubernetes_secret_v1": ("data", "data_wo"),
    "local_sensitive_file": ("content",),
}
#: A secret is followed through so many variables and locals.
_MAX_STEPS = 50


def learn_from_code(sources: Iterable[Source], variables: Iterable[s.Block], secrets: Secrets) -> None:
    """Learn the secrets that the files of a module, which has such variables, spell out, and hide them there."""
    sensitive = {block.labels[0] for block in variables if block.labels and is_secret_variable(block)}
    for source in sources:
        for node in _secret_nodes(source.file.blocks, sensitive):
            for literal in texts_in(node):
                secrets.hide(source.path, literal.span)
            for value in _values_of(node):
                secrets.learn(value.value)


def _secret_nodes(blocks: tuple[s.Block, ...], sensitive: set[str]) -> Iterator[s.Node]:
    """The expressions whose literal texts are secrets."""
    for block in blocks:
        for attribute in block.attributes.values():
            if is_secret_name(attribute.name) or attribute.name in _telling(block):
                yield attribute.value
            else:
                yield from _secret_parts(attribute.value, sensitive)
        yield from _secret_nodes(block.blocks, sensitive)


def _telling(block: s.Block) -> tuple[str, ...]:
    """The attributes of a block that hold a secret though their names do not say so."""
    if block.type == "variable":
        return ("default",) if is_secret_variable(block) else ()
    if block.type == "output":
        return ("value",) if is_flagged(block) else ()
    return _TELLING.get(block.labels[0], ()) if block.labels else ()


def _secret_parts(node: s.Node, sensitive: set[str]) -> Iterator[s.Node]:
    todo: list[s.Node] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, s.ObjectCons):
            for key, value in one.entries:
                secret = isinstance(key, s.Literal) and isinstance(key.value, str) and is_secret_name(key.value)
                if secret:
                    yield value
                todo += [key] if secret else [key, value]
            continue
        if isinstance(one, s.Call) and one.name == "sensitive":
            yield from one.args
        beside = one.args if isinstance(one, s.Call) else (one.left, one.right) if isinstance(one, s.Binary) else ()
        if any(_names_secret(part, sensitive) for part in beside):
            # What a secret is compared with, or put through a function with, tells of it.
            yield from (part for part in beside if not _names_secret(part, sensitive))
        todo += s.children(one)


def _names_secret(node: s.Node, sensitive: set[str]) -> bool:
    while isinstance(node, s.Index):
        node = node.of
    if not isinstance(node, s.GetAttr):
        return False
    variable = isinstance(node.of, s.Name) and node.of.name == "var" and node.name in sensitive
    return variable or is_secret_name(node.name)


def texts_in(node: s.Node) -> Iterator[s.Literal | s.Template]:
    """The literal texts and numbers in an expression; a word that only names something (`var.token`) is none."""
    todo: list[s.Node] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, s.Literal):
            if isinstance(one.value, (str, int, Real)) and not isinstance(one.value, bool):
                yield one
        elif isinstance(one, s.Template) and any(isinstance(p, s.Literal) for p in one.parts):
            yield one
        elif isinstance(one, s.ObjectCons):
            todo += [value for _, value in one.entries]
        else:
            todo += s.children(one)


def _values_of(node: s.Node) -> Iterator[s.Literal]:
    """The literals that the expression itself could come to, or a container that it comes to could hold."""
    todo: list[s.Node] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, s.Literal):
            yield one
        elif isinstance(one, s.Conditional):
            todo += [one.then, one.otherwise]
        elif isinstance(one, s.TupleCons):
            todo += one.items
        elif isinstance(one, s.ObjectCons):
            todo += [value for _, value in one.entries]


def hide_flow(node: s.Node, env: Env, secrets: Secrets) -> None:
    """Hide every literal that an expression with a secret value is made from, through variables and locals."""
    todo: list[tuple[s.Node, Env]] = [(node, env)]
    seen: set[tuple[str, str, str]] = set()
    while todo:
        one, where = todo.pop()
        for literal in texts_in(one):
            secrets.hide(where.source.path, literal.span)
        for kind, name, keys in _names_in(one):
            if (key := (where.module.prefix, kind, name)) not in seen and len(seen) < _MAX_STEPS:
                seen.add(key)
                todo += [(_entry(found, keys), there) for found, there in _origins(kind, name, where)]


def _names_in(node: s.Node) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The variables and locals that an expression names, each with the keys by which a part of it is taken."""
    todo: list[tuple[s.Node, tuple[str, ...]]] = [(node, ())]
    while todo:
        one, keys = todo.pop()
        if isinstance(one, s.GetAttr):
            if isinstance(one.of, s.Name) and one.of.name in ("var", "local"):
                yield one.of.name, one.name, keys
            else:
                todo.append((one.of, (one.name, *keys)))
        elif isinstance(one, s.Index) and isinstance(one.key, s.Literal) and isinstance(one.key.value, str):
            todo.append((one.of, (one.key.value, *keys)))
        else:
            todo += [(part, ()) for part in s.children(one)]


def _origins(kind: str, name: str, env: Env) -> Iterator[tuple[s.Node, Env]]:
    module = env.module
    if kind == "local":
        local = module.definition.locals.get(name)
        if local is not None:
            yield local.attribute.value, Env(module, local.source, {})
        return
    given, declared = module.given.get(name), module.definition.variables.get(name)
    if given is not None and given.expression is not None and given.env is not None:
        yield given.expression, given.env
    elif declared is not None and "default" in declared.block.attributes:
        default = declared.block.attributes["default"]
        yield default.value, Env(module, declared.source, {}).of(default)


def _entry(node: s.Node, keys: tuple[str, ...]) -> s.Node:
    """The part of an object that is taken by `keys`, as far as it is spelled out."""
    for key in keys:
        entries = node.entries if isinstance(node, s.ObjectCons) else ()
        found = next((value for k, value in entries if isinstance(k, s.Literal) and k.value == key), None)
        if found is None:
            return node
        node = found
    return node
