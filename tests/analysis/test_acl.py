"""What an access string leaves allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.analysis.acl_commands import CATEGORIES, COMMANDS, HARMFUL, STALLING
from auditor.analysis.acl_rules import MAX_LENGTH
from auditor.model.facts import Absent, Fact, Known, Origin, Unknown
from tests.analysis.builders import BLURRED, FALSE, TRUE, at, either, resource, view

LISTS = ("acl.commands", "acl.keys", "acl.channels")


def acl(access_string: object, name: str) -> Fact:
    user = resource("user", "u", line=4, access_string=access_string)
    return view(user).fact(user, name)


def values(access_string: str, name: str) -> object:
    found = acl(access_string, name)
    assert isinstance(found, Known), found
    assert found.origin is Origin.DERIVED
    assert found.place == at(4)
    assert found.because
    return found.value


def uncertain(access_string: str, name: str) -> Unknown:
    found = acl(access_string, name)
    assert isinstance(found, Unknown), found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on ~* +@all", True),
        ("ON ~* +@ALL", True),
        ("off ~* -@all", False),
        ("~* +@all", False),
        ("", False),
        ("on off", False),
        ("off on", True),
        ("nonsense on", True),
        ("(on +get)", False),
    ],
)
def test_enabled(text: str, expected: bool):
    assert values(text, "acl.enabled") is expected


def test_neither_on_nor_off_is_said_to_be_off():
    found = acl("~* +@all", "acl.enabled")
    assert isinstance(found, Known)
    assert found.because == "its access string says neither on nor off"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on ~* +@all", ["+@all"]),
        ("allcommands", ["+@all"]),
        ("AllCommands", ["+@all"]),
        ("+@all -flushall", ["+@all", "-flushall"]),
        ("+@all -FLUSHALL -@Dangerous +info", ["+@all", "+info", "-@dangerous", "-flushall"]),
        ("-@all +@read +@write", ["+@read", "+@write"]),
        ("+GET +set", ["+get", "+set"]),
        ("+config|get", ["+config|get"]),
        ("+config -config|set", ["+config", "-config|set"]),
        ("+json.get", ["+json.get"]),
        ("+@read +get", ["+@read"]),
        ("+@read -json.get", ["+@read", "-json.get"]),
        ("+get -json.get", ["+get"]),
        ("+@read -get +get", ["+@read", "+get"]),
        ("-get +@read", ["+@read"]),
        ("+@all -get +@all", ["+@all"]),
        ("+@read -@all", []),
        ("+@all nocommands", []),
        ("on ~*", []),
        ("", []),
        ("+get -get", []),
        ("+get -@read", []),
        ("+@read -@read", []),
        ("+@read -@fast -@slow", []),
        ("+config|get -config", []),
        ("+select|0 -select", []),
        ("+select|0 -@connection", []),
        ("-@dangerous", []),
        ("+get (+set ~x) ( +del ~y )", ["+del", "+get", "+set"]),
        ("-@all (+@all ~x)", ["+@all"]),
        ("+get (+set ~x) clearselectors", ["+get"]),
        ("+get >Pass!word <old #abc !abc nopass resetpass", ["+get"]),
        ("nonsense -@all", []),
        ("+@nonsense -@all", []),
    ],
)
def test_commands(text: str, expected: list[str]):
    assert values(text, "acl.commands") == tuple(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~*", ["*"]),
        ("allkeys", ["*"]),
        ("~** ~a", ["*"]),
        ("~b:* ~a:*", ["a:*", "b:*"]),
        ("~App:*", ["App:*"]),
        ("%R~app:* %w~log", ["%R~app:*", "%W~log"]),
        ("%RW~app:* %wr~x", ["app:*", "x"]),
        ("%R~*", ["%R~*"]),
        ("~* resetkeys", []),
        ("~* resetkeys ~a", ["a"]),
        ("~* resetchannels", ["*"]),
        ("+@all", []),
        ("(~a +get) ~b", ["a", "b"]),
        ("nonsense resetkeys ~a", ["a"]),
        ("%X~a ~*", ["*"]),
    ],
)
def test_keys(text: str, expected: list[str]):
    assert values(text, "acl.keys") == tuple(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&*", ["*"]),
        ("allchannels", ["*"]),
        ("&news:* &chat", ["chat", "news:*"]),
        ("&* resetchannels", []),
        ("resetchannels &a", ["a"]),
        ("&a (&b resetchannels &c)", ["a", "c"]),
        ("nonsense &*", ["*"]),
    ],
)
def test_channels(text: str, expected: list[str]):
    assert values(text, "acl.channels") == tuple(expected)


def test_channels_are_the_caches_to_decide_where_the_string_is_silent():
    found = uncertain("on ~* +@all", "acl.channels")
    assert "acl-pubsub-default" in found.reason
    assert found.members == ()
    assert uncertain("on &a (~x +get)", "acl.channels").members == ("a",)


@pytest.mark.parametrize(
    ("text", "name", "members"),
    [
        ("on nonsense", "acl.enabled", None),
        ("reset on", "acl.commands", None),
        ("+get nonsense", "acl.commands", None),
        ("+get +@nonsense", "acl.commands", ("+get",)),
        ("+get -@nonsense", "acl.commands", None),
        ("+get +@a -@b +@c", "acl.commands", None),
        ("+get +", "acl.commands", ("+get",)),
        ("+json.get -@read", "acl.commands", None),
        ("~a nonsense", "acl.keys", None),
        ("~a %X~b", "acl.keys", ("a",)),
        ("~a (on ~b)", "acl.keys", None),
        ("~a (+get ~b", "acl.keys", None),
        ("~a (+get ~b", "acl.enabled", None),
        ("&a nonsense", "acl.channels", None),
        ("-@all (+get ~x) nonsense -@all", "acl.commands", None),
    ],
)
def test_what_is_not_understood_leaves_open_what_it_could_affect(text: str, name: str, members: tuple[str, ...] | None):
    found = uncertain(text, name)
    assert found.members == members
    assert found.place == at(4)


def test_the_reason_names_the_word():
    assert uncertain("+@nonsense", "acl.commands").reason == "'+@nonsense' is no ACL rule that ElastiCache takes"
    assert "json.get" in uncertain("+json.get -@read", "acl.commands").reason
    assert len(uncertain("x" * 500, "acl.keys").reason) < 100


def test_a_word_beside_a_password_is_not_repeated():
    for name in ("acl.enabled", *LISTS):
        assert "word1" not in uncertain("on >secret word1", name).reason


def test_an_access_string_that_is_unknown_absent_or_too_long():
    for name in ("acl.enabled", *LISTS):
        assert acl(BLURRED, name) == Unknown(BLURRED.reason)
        assert acl(Absent(at(7)), name) == Absent(at(7))
        assert isinstance(acl("+get " * MAX_LENGTH, name), Unknown)
        assert isinstance(acl(5, name), Unknown)


def test_worlds_tell_access_strings_apart():
    user = resource("user", "u", access_string=either(Known("on ~* +@all"), Known("off -@all")))
    for world, expected in ((TRUE, True), (FALSE, False)):
        found = view(user, world=world).fact(user, "acl.enabled")
        assert isinstance(found, Known)
        assert found.value is expected
    assert isinstance(view(user).fact(user, "acl.enabled"), Unknown)


def test_each_command_is_fast_or_slow():
    assert CATEGORIES["fast"] | CATEGORIES["slow"] == COMMANDS
    assert not CATEGORIES["fast"] & CATEGORIES["slow"]
    assert len(CATEGORIES) == 21


_NAMES = sorted(
    [*(f"@{c}" for c in CATEGORIES), "@all", "get", "set", "flushall", "config", "config|get", "keys", "json.get"]
)
_RULES = st.builds(lambda sign, name: sign + name, st.sampled_from("+-"), st.sampled_from(_NAMES))
_WORDS = st.one_of(
    _RULES,
    st.sampled_from(
        ["on", "off", "~*", "~a", "%R~b", "&*", "&c", "resetkeys", "resetchannels", "allkeys", "nocommands"]
    ),
)
_ANY_WORDS = st.one_of(
    _WORDS, st.sampled_from(["(+get ~x)", "(+@all", "clearselectors", "bogus", "+@bogus", "-@bogus"])
)


def _string(words: list[str]) -> str:
    return " ".join(words)


@given(st.lists(_WORDS))
def test_everything_taken_away_at_the_end_leaves_no_command(words: list[str]):
    assert values(_string([*words, "-@all"]), "acl.commands") == ()
    assert values(_string([*words, "resetkeys"]), "acl.keys") == ()
    assert values(_string([*words, "resetchannels"]), "acl.channels") == ()


@given(st.lists(_ANY_WORDS))
def test_everything_granted_at_the_end_leaves_all(words: list[str]):
    string = _string([*(w for w in words if w != "(+@all"), "on", "+@all", "~*"])
    assert values(string, "acl.enabled") is True
    for name, all_of in (("acl.commands", "+@all"), ("acl.keys", "*")):
        found = acl(string, name)
        assert isinstance(found, Unknown) or (isinstance(found.value, tuple) and all_of in found.value)  # type: ignore[union-attr]


@given(st.lists(_RULES))
def test_commands_are_empty_exactly_when_none_is_left(words: list[str]):
    """Against a plain simulation over the commands whose categories are known."""
    words = [w for w in words if "json.get" not in w]
    left: set[str] = set()
    for word in words:
        name = word[1:]
        if name.startswith("@"):
            meant = COMMANDS if name == "@all" else CATEGORIES[name[1:]]
        else:
            meant = frozenset(c for c in COMMANDS if c == name or c.startswith(f"{name}|"))
        left = left | meant if word[0] == "+" else left - meant
    assert (values(_string(words), "acl.commands") == ()) is (not left)


@given(st.lists(_ANY_WORDS))
def test_upper_case_changes_nothing_but_patterns(words: list[str]):
    for name in ("acl.enabled", "acl.commands"):
        lower, upper = acl(_string(words), name), acl(_string(words).upper(), name)
        assert getattr(lower, "value", None) == getattr(upper, "value", None)


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str):
    for name in ("acl.enabled", *LISTS):
        assert isinstance(acl(text, name), (Known, Unknown))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on ~* +@all", tuple(sorted(HARMFUL))),
        ("on ~* +@all -@dangerous", ()),
        ("on ~* -@dangerous +@all", tuple(sorted(HARMFUL))),
        ("on ~* +@read +@write", ("flushall", "flushdb", "restore", "swapdb")),
        ("on ~* +@read +@write -@dangerous", ()),
        ("on ~* +@all -@dangerous +monitor", ("monitor",)),
        ("on ~* +client", ("client|kill", "client|pause")),
        ("on ~* +client -client|kill -client|pause", ()),
        ("on ~* +get (~tmp:* +flushdb)", ("flushdb",)),
        ("on ~* +info +sort", ()),
        ("off", ()),
    ],
)
def test_dangerous_commands(text: str, expected: tuple[str, ...]):
    assert values(text, "acl.dangerous") == expected


def test_scripts():
    assert "eval" in str(values("on ~* +@all -@dangerous", "acl.scripts"))
    assert values("on ~* +@all -@scripting", "acl.scripts") == ()


@pytest.mark.parametrize(
    ("text", "expected"), [("on ~* +@read", ("keys",)), ("on ~* +@read -keys", ()), ("on ~* +@write", ())]
)
def test_stalling_commands(text: str, expected: tuple[str, ...]):
    assert values(text, "acl.stalling") == expected


@pytest.mark.parametrize("name", ["acl.dangerous", "acl.scripts", "acl.stalling"])
def test_a_word_that_is_no_rule_leaves_open_what_is_dangerous(name: str):
    assert uncertain("on ~* +get +@nonsense", name).members == ()
    assert uncertain("on ~* +get nonsense", name).members is None
    assert uncertain("x" * (MAX_LENGTH + 1), name).members is None


def test_what_harms_is_of_the_dangerous_category():
    assert HARMFUL.keys() | STALLING <= CATEGORIES["dangerous"]
