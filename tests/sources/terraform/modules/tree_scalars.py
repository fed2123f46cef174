"""Made-up expressions that come to a text, a number or a truth."""

from __future__ import annotations

from collections.abc import Callable

from tests.sources.terraform.modules.tree_expressions import Expressions
from tests.sources.terraform.modules.tree_types import BOOL, NUMBER, STRING, Type, list_of, map_of, quoted

Make = Callable[[Expressions, Type, int], str]


def _template(e: Expressions, t: Type, d: int) -> str:
    return f'"a-${{{e.write(e.number_or_text(), d)}}}.${{{e.write(STRING, d)}}}"'


def _directive(e: Expressions, t: Type, d: int) -> str:
    return f'"%{{ if {e.boolean(d)} }}yes ${{{e.write(STRING, d)}}}%{{ else }}no%{{ endif }}"'


def _loop(e: Expressions, t: Type, d: int) -> str:
    return f'"%{{ for x in {e.write(list_of(STRING), d)} ~}} ${{x}};%{{ endfor }}"'


def _heredoc(e: Expressions, t: Type, d: int) -> str:
    mark = e.random.choice(("<<-EOT", "<<EOT"))
    loop = f"%{{ for x in {e.write(list_of(STRING), d)} ~}}\n    - ${{x}}\n    %{{ endfor ~}}\n"
    more = e.random.choice((loop, '      two \\n $${x} "three"\n', f"    %{{ if {e.boolean(d)} }}yes%{{ endif }}\n"))
    # In parentheses it may stand wherever an expression may.
    return f"({mark}\n    one ${{{e.write(STRING, d)}}}\n{more}    EOT\n)"


def _format(e: Expressions, t: Type, d: int) -> str:
    return f'format("%s/%v", {e.write(STRING, d)}, {e.write(e.number_or_text(), d)})'


def _key(e: Expressions, t: Type, d: int) -> str:
    return f'join("+", keys({e.write(map_of(e.any_type()), d)}))'


STRINGS: list[Make] = [
    _template,
    _directive,
    _loop,
    _heredoc,
    lambda e, t, d: f"trimprefix({e.write(STRING, d)}, terraform.workspace)",
    lambda e, t, d: f'regexall("[a-z]+|$", {e.write(STRING, d)})[0]',
    lambda e, t, d: f"lookup({{ default = {e.write(STRING, d)} }}, terraform.workspace, {e.write(STRING, d)})",
    _format,
    _key,
    lambda e, t, d: f'join("-", {e.write(list_of(STRING), d)})',
    lambda e, t, d: f"upper({e.write(STRING, d)})",
    lambda e, t, d: f"tostring({e.write(e.number_or_text(), d)})",
    lambda e, t, d: f"jsonencode({e.write(e.any_type(), d)})",
    lambda e, t, d: f'replace({e.write(STRING, d)}, "a", {e.write(STRING, d)})',
    lambda e, t, d: f"trimspace({e.write(STRING, d)})",
    lambda e, t, d: f'(path.module == "." ? {e.write(STRING, d)} : basename(path.module))',
    lambda e, t, d: f'(terraform.workspace == "default" ? {e.write(STRING, d)} : "other")',
    lambda e, t, d: f'coalesce({e.write(STRING, d)}, "fallback")',
    lambda e, t, d: f'coalesce(null, {e.write(STRING, d)}, "last")',
]
NUMBERS: list[Make] = [
    lambda e, t, d: f"({e.write(NUMBER, d)} + {e.write(NUMBER, d)})",
    lambda e, t, d: f"({e.write(NUMBER, d)} * {e.random.randint(0, 5)} - 1)",
    lambda e, t, d: f"(-{e.random.randint(0, 9)} + {e.write(NUMBER, d)})",
    lambda e, t, d: f"length({e.write(list_of(e.any_type()), d)})",
    lambda e, t, d: f"length({e.write(map_of(e.any_type()), d)})",
    lambda e, t, d: f"length({e.write(STRING, d)})",
    lambda e, t, d: f"max({e.write(NUMBER, d)}, {e.write(NUMBER, d)})",
    lambda e, t, d: f"min([{e.write(NUMBER, d)}, 4]...)",
    lambda e, t, d: f"try(tonumber({e.write(STRING, d)}), {e.write(NUMBER, d)})",
    lambda e, t, d: f"floor({e.write(NUMBER, d)} / 2)",
    lambda e, t, d: f"({e.write(NUMBER, d)} % 3)",
    lambda e, t, d: f"sum([{e.write(NUMBER, d)}, {e.write(NUMBER, d)}])",
]


def _equal(e: Expressions, t: Type, d: int) -> str:
    kind = e.any_type()
    return f"({e.write(kind, d)} {e.random.choice(('==', '!='))} {e.write(kind, d)})"


def _unlike(e: Expressions, t: Type, d: int) -> str:
    return f"({e.write(e.number_or_text(), d)} == {e.write(e.number_or_text(), d)})"


def _null(e: Expressions, t: Type, d: int) -> str:
    text = e.write(e.any_type(), d, maybe=True)
    e.used.maybe = False
    return f"({text} {e.random.choice(('==', '!='))} null)"


BOOLS: list[Make] = [
    _equal,
    _unlike,
    _null,
    lambda e, t, d: f"({e.write(NUMBER, d)} {e.random.choice(('<', '<=', '>', '>='))} {e.write(NUMBER, d)})",
    lambda e, t, d: f"({e.boolean(d)} && {e.boolean(d)})",
    lambda e, t, d: f"({e.boolean(d)} || {e.boolean(d)})",
    lambda e, t, d: f"!{e.boolean(d)}",
    lambda e, t, d: f"contains({e.write(list_of(STRING), d)}, {e.write(STRING, d)})",
    lambda e, t, d: f"can({e.write(e.any_type(), d)})",
    lambda e, t, d: f"contains(keys({e.write(map_of(NUMBER), d)}), {quoted('a')})",
    lambda e, t, d: f"alltrue([{e.boolean(d)}, {e.boolean(d)}])",
    lambda e, t, d: f"anytrue({e.write(list_of(BOOL), d)})",
    lambda e, t, d: f'startswith({e.write(STRING, d)}, "a")',
]
