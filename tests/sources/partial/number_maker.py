"""Made-up expressions of numbers, with more digits, exponents and formats than code has."""

from __future__ import annotations

from hypothesis import strategies as st

_ONE = st.sampled_from(["floor", "ceil", "abs", "signum", "tonumber"])
_COMPARE = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])

DIGITS = st.text("0123456789", min_size=1, max_size=50)
POWERS = st.sampled_from(["", "", "e3", "E+20", "e-7", "e100", "e-300", "e+308", "e0"])
LITERALS = st.one_of(
    st.integers(0, 30).map(str),
    st.sampled_from(["0.1", "0.5", "2.5", "1e30", "1e-7", "9007199254740993", "18446744073709551616", "0", "-0", "-3"]),
    st.builds(lambda whole, places, power: f"{whole}.{places}{power}", DIGITS, DIGITS, POWERS),
    st.builds(lambda whole, power: whole + power, DIGITS, POWERS),
)
COUNTS = st.integers(0, 5).map(lambda n: f"length([{', '.join('0' * n)}])")
QUOTED = st.one_of(
    LITERALS,
    st.sampled_from([".5", "5.", "+5", "1p3", "-1P-2", "Inf", "-inf", "1_0", " 1", "0x10", "e3", "", "1e", "+"]),
).map(lambda text: f'"{text}"')
VERBS = st.builds(
    lambda flags, width, places, verb: f"%{flags}{width}{places}{verb}",
    st.text("+- 0#", max_size=2),
    st.sampled_from(["", "", "8", "30"]),
    st.sampled_from(["", "", ".0", ".2", ".20", "."]),
    st.sampled_from("dxXobeEfgGvsqt"),
)


def _numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    small = st.sampled_from(["2", "10", "0.5", "-2", "16", "3", "36", "62", "100"])
    return st.one_of(
        st.builds(lambda a, op, b: f"({a} {op} {b})", inner, st.sampled_from("+-*/%"), inner),
        st.builds(lambda a, op, b: f"({a} {op} {b})", inner, st.sampled_from("+-*/%"), inner),
        inner.map(lambda a: f"(-{a})"),
        st.builds(lambda name, a: f"{name}({a})", _ONE, inner),
        st.builds(lambda name, a, b: f"{name}({a}, {b})", st.sampled_from(["max", "min", "log"]), inner, inner),
        st.builds(lambda a, b: f"pow({a}, {b})", inner, small),
        st.builds(lambda a, b: f'parseint("{a}", {b})', st.text("-+0123456789azAZ", max_size=30), small),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"sum([{', '.join(items)}])"),
    )


ARITHMETIC = st.recursive(LITERALS | COUNTS | QUOTED, _numbers, max_leaves=6)
SHOWN = st.one_of(
    ARITHMETIC,
    ARITHMETIC.map(lambda a: f"tostring({a})"),
    ARITHMETIC.map(lambda a: f'"a${{{a}}}"'),
    ARITHMETIC.map(lambda a: f"{{ ({a}) = 1 }}"),
    ARITHMETIC.map(lambda a: f"yamlencode([{a}])"),
    ARITHMETIC.map(lambda a: f"jsondecode(jsonencode({a}))"),
    st.builds(lambda a, op, b: f"({a} {op} {b})", ARITHMETIC, _COMPARE, ARITHMETIC),
    st.builds(lambda a, b: f"toset([{a}, {b}, {a}])", ARITHMETIC, ARITHMETIC),
    st.builds(lambda a, b: f"toset([[{a}], [{b}], [{a}]])", ARITHMETIC, ARITHMETIC),
    st.builds(lambda v, a: f'format("{v}|", {a})', VERBS, ARITHMETIC),
    st.builds(lambda v, a: f'format("{v}|", {a})', VERBS, LITERALS | COUNTS),
    st.builds(lambda a, b: f"range({a}, {b}, 0.5)", COUNTS, COUNTS),
    st.builds(lambda a, b: f"range({a}, {b})", COUNTS, st.integers(-4, 4).map(str)),
    st.builds(lambda a, b: f"[for i in range({a}) : i / {b}]", COUNTS, COUNTS),
)
