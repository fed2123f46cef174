"""Made-up expressions of Terraform's whole language, by the kind of value that they are meant to have.

Now and then an argument is of another kind than a function wants: what Terraform makes of that counts as well. Letters
stand for kinds: n number, t text, b bool, i small whole number, N T B sequences of these, s sequence, m map or object,
a anything; the others are texts with a meaning, as in `TEXTS`. A star lets the last one repeat.
"""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.sources.terraform.language.expression_words import CALLS, LEAVES, NAMES, TEXTS

Expressions = st.SearchStrategy[str]

_DEPTH = 3
_SLIPS = 40
"""One argument in so many is of any kind."""
_CHARACTERS = "aAbBzZ019 _-.,:;/\\'\"<>&$%{}#~\n\téßñÉİ日😀\u2028"
_STEPS = st.sampled_from([".{0}", '["{0}"]', ".{0}", '["${{"{0}"}}"]'])


def made_up(strategy: Expressions, number: int, of: int) -> list[str]:
    """So many expressions, each of them once; `of` is a seed."""
    found: dict[str, None] = {}

    @seed(of)
    @settings(
        max_examples=number,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(expression: str) -> None:
        found[expression] = None

    keep()
    return list(found)


@cache
def expressions() -> Expressions:
    """Expressions of any kind."""
    return _of("a", _DEPTH, ())


@cache
def calls() -> Expressions:
    """Calls of functions, each as often as any other, with words as arguments."""
    lines = sorted({line for found in CALLS.values() for line in found})
    return st.sampled_from(lines).flatmap(lambda line: _call(*line.split(), depth=1, scope=()))


@cache
def _of(kind: str, depth: int, scope: tuple[str, ...]) -> Expressions:
    """Expressions of a kind: words, or made of expressions of less depth."""
    if kind in TEXTS:
        quoted = st.sampled_from(TEXTS[kind]).map(_quoted)
        return quoted if depth <= 0 else _mostly(quoted, _of("t", depth - 1, scope), 9)
    if kind == "a":
        return st.one_of(*[_of(one, depth, scope) for one in ("n", "t", "b", "s", "m", "s", "m", "t")])
    leaves = _words(kind, scope)
    if depth <= 0:
        return leaves
    made = [
        _calls(kind, depth, scope),
        _calls(kind, depth, scope),
        *_made(kind, depth, scope),
        _common(kind, depth, scope),
    ]
    return _mostly(st.one_of(*made), leaves, 3)


def _mostly(often: Expressions, seldom: Expressions, times: int) -> Expressions:
    return st.integers(0, times).flatmap(lambda n: seldom if n == 0 else often)


def _words(kind: str, scope: tuple[str, ...]) -> Expressions:
    words = st.sampled_from(LEAVES[kind])
    if kind == "t":
        words = _mostly(words, st.text(_CHARACTERS, max_size=8).map(_quoted), 2)
    if kind in "NTBs":
        inner = {"N": "n", "T": "t", "B": "b", "s": "n"}[kind]
        items = st.lists(st.sampled_from(LEAVES[inner]), max_size=3).map(lambda found: f"[{', '.join(found)}]")
        words = words | items
    return words | st.sampled_from(scope) if scope and kind in "ntbi" else words


def _argument(kind: str, depth: int, scope: tuple[str, ...]) -> Expressions:
    return _mostly(_of(kind, depth, scope), _of("a", min(depth, 1), scope), _SLIPS)


@cache
def _calls(kind: str, depth: int, scope: tuple[str, ...]) -> Expressions:
    """Calls of the functions that give the kind."""
    return st.sampled_from(CALLS[kind]).flatmap(lambda line: _call(*line.split(), depth=depth, scope=scope))


def _call(name: str, kinds: str = "", *, depth: int, scope: tuple[str, ...]) -> Expressions:
    fixed, more = (kinds[:-2], kinds[-2]) if kinds.endswith("*") else (kinds, "")
    arguments = st.tuples(*[_argument(kind, depth - 1, scope) for kind in fixed])
    rest = st.lists(_argument(more, depth - 1, scope), max_size=3) if more else st.just([])
    return st.builds(lambda first, others: f"{name}({', '.join([*first, *others])})", arguments, rest)


def _made(kind: str, depth: int, scope: tuple[str, ...]) -> list[Expressions]:
    """What operators, brackets and templates make of the kind."""
    below = depth - 1
    match kind:
        case "n" | "i":
            two = _of("n", below, scope)
            return [
                st.builds(
                    lambda a, op, b: f"({a} {op} {b})", two, st.sampled_from("+-*/%"), _argument("n", below, scope)
                ),
                two.map(lambda a: f"-{a}"),
            ]
        case "t":
            return [_template(depth, scope), _heredoc(depth, scope)]
        case "b":
            return _conditions(depth, scope)
        case "m":
            return [_object(depth, scope), _for_object(depth, scope)]
        case "N" | "T" | "B" | "s":
            return [_tuple(kind, depth, scope), _for_tuple(depth, scope), _splat(depth, scope)]
    return []


def _common(kind: str, depth: int, scope: tuple[str, ...]) -> Expressions:
    """What can be of any kind: conditionals, indexes, attributes, try."""
    below = depth - 1
    one, condition = _of(kind, below, scope), _of("b", below, scope)
    other = _argument(kind, below, scope)
    names = st.sampled_from(NAMES)
    return st.one_of(
        st.builds(lambda c, a, b: f"({c} ? {a} : {b})", condition, one, other),
        st.builds(lambda a, b, i: f"[{a}, {b}][{i}]", one, other, _of("b", 0, scope).map(lambda b: f"{b} ? 0 : 1")),
        st.builds(lambda a, b, k, step: f"{{ {k} = {a}, z = {b} }}{step.format(k)}", one, other, names, _STEPS),
        st.builds(lambda a, k, step: f"{a}{step.format(k)}", _of("m", below, scope), names, _STEPS),
        st.builds(lambda a, i: f"{a}[{i}]", _of("s", below, scope), _of("i", 0, scope)),
        st.builds(lambda a, b: f"try({a}, {b})", other, one),
        one.map(lambda a: f"({a})"),
    )


def _conditions(depth: int, scope: tuple[str, ...]) -> list[Expressions]:
    below = depth - 1
    number, anything = _argument("n", below, scope), _of("a", below, scope)
    # Terraform 1.11 looks at both sides of && and ||, later ones do not: here neither of them is an error
    simple = st.sampled_from([leaf for leaf in LEAVES["b"] if leaf != "var.cache.tls"])  # which is null
    simple |= _of("n", 0, ()).map(lambda n: f"{n} > 1")
    return [
        st.builds(lambda a, op, b: f"({a} {op} {b})", number, st.sampled_from(["<", "<=", ">", ">="]), number),
        st.builds(lambda a, op, b: f"({a} {op} {b})", anything, st.sampled_from(["==", "!="]), anything),
        st.builds(lambda a, op: f"({a} {op} {a})", anything, st.sampled_from(["==", "!="])),
        st.builds(lambda a, op, b: f"({a} {op} {b})", simple, st.sampled_from(["&&", "||"]), simple),
        _argument("b", below, scope).map(lambda a: f"!{a}"),
    ]


def _tuple(kind: str, depth: int, scope: tuple[str, ...]) -> Expressions:
    inner = _of({"N": "n", "T": "t", "B": "b"}.get(kind, "a"), depth - 1, scope)
    return st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")


def _object(depth: int, scope: tuple[str, ...]) -> Expressions:
    name = st.sampled_from([*NAMES, '"odd key"', "1", '"${local.two}"']) | _of("t", 0, scope).map(lambda t: f"({t})")
    entry = st.builds(lambda k, eq, v: f"{k} {eq} {v}", name, st.sampled_from("=:"), _of("a", depth - 1, scope))
    return st.lists(entry, max_size=3).map(lambda entries: f"{{ {', '.join(entries)} }}")


def _for_tuple(depth: int, scope: tuple[str, ...]) -> Expressions:
    key, value = f"k{len(scope)}", f"v{len(scope)}"
    inner = (*scope, key, value)
    source = _of("s", depth - 1, scope) | _of("m", depth - 1, scope)
    test = st.just("") | _of("b", depth - 2, inner).map(lambda c: f" if {c}")
    heads = st.sampled_from([f"{key}, {value}", value])
    one = _of("a", depth - 1, inner) | _of("n", depth - 1, inner)

    def written(head: str, over: str, body: str, condition: str) -> str:
        text = f"[for {head} in {over} : {body}{condition}]"
        return text if head != value else text.replace(key, value)

    return st.builds(written, heads, source, one, test)


def _for_object(depth: int, scope: tuple[str, ...]) -> Expressions:
    key, value = f"k{len(scope)}", f"v{len(scope)}"
    inner = (*scope, key, value)
    source = _of("s", depth - 1, scope) | _of("m", depth - 1, scope)
    name = st.sampled_from([key, f'"${{{key}}}-x"', f"tostring({value})", value]) | _of("t", 0, inner)
    test = st.just("") | _of("b", depth - 2, inner).map(lambda c: f" if {c}")
    group = st.sampled_from(["", "", "..."])
    return st.builds(
        lambda over, n, body, more, condition: f"{{for {key}, {value} in {over} : {n} => {body}{more}{condition}}}",
        source,
        name,
        _of("a", depth - 1, inner),
        group,
        test,
    )


def _splat(depth: int, scope: tuple[str, ...]) -> Expressions:
    over = _of("s", depth - 1, scope) | _of("a", depth - 1, scope)
    steps = st.sampled_from(["[*]", "[*].name", ".*.age", "[*].a", "[*][0]", ".*.name[0]"])
    return st.builds(lambda a, step: f"({a}){step}", over, steps)


def _quoted(text: str) -> str:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("${", "$${"), ("%{", "%%{")):
        text = text.replace(character, escape)
    return f'"{text}"'


def _pieces(depth: int, scope: tuple[str, ...], line: str) -> Expressions:
    """Parts of a template; `line` ends each word in a heredoc."""
    value = f"v{len(scope)}"
    inner = (*scope, value)
    word = st.sampled_from(["a", " ", "b c", "$-", "%-", "$${x}", "%%{y}", "é", "  "]).map(lambda w: w + line)
    mark = st.sampled_from(["", "", "~"])
    shown = st.builds(lambda m, a, n: f"${{{m} {a} {n}}}", mark, _argument("t", depth - 1, scope), mark)
    number = st.builds(lambda a: f"${{{a}}}", _of("n", depth - 1, scope))
    condition = st.builds(
        lambda m, c, a, n, b, o: f"%{{{m} if {c} {n}}}{a}%{{ else {m}}}{b}%{{{o} endif {n}}}",
        mark,
        _of("b", depth - 1, scope),
        word,
        mark,
        word,
        mark,
    )
    loop = st.builds(
        lambda m, over, a, body, n: f"%{{ for {value} in {over} {m}}}{a}${{{body}}}%{{{n} endfor }}",
        mark,
        _of("s", depth - 1, scope),
        word,
        _of("t", depth - 2, inner) | st.just(value),
        mark,
    )
    return st.one_of(word, shown, number, condition, loop)


def _template(depth: int, scope: tuple[str, ...]) -> Expressions:
    return st.lists(_pieces(depth, scope, ""), max_size=3).map(lambda parts: f'"{"".join(parts)}"')


def _heredoc(depth: int, scope: tuple[str, ...]) -> Expressions:
    pieces = st.lists(_pieces(depth, scope, "\n"), max_size=3).map("".join)
    return st.builds(
        lambda dash, indent, text: f"(<<{dash}EOT\n{indent}{text}\n{indent}EOT\n)",
        st.sampled_from(["", "-"]),
        st.sampled_from(["", "  "]),
        pieces,
    )
