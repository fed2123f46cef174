"""From the written form of a condition to the condition tree, strictly: an unknown word is an error with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.engine.conditions import AllOf, AnyOf, Condition, FactTest, Negation, Quantified
from auditor.engine.errors import RuleError, suggestion
from auditor.engine.marks import Marks, Path
from auditor.engine.operators import OPERATORS, Test, make_test
from auditor.model.schema import KINDS, FactSpec

QUANTIFIERS = ("every", "some", "none")


@dataclass(frozen=True, slots=True)
class Parser:
    """Parses the conditions of one rule file: `params` are the thresholds that `$name` stands for."""

    marks: Marks
    params: Mapping[str, object]
    #: The thresholds that conditions asked for.
    used: set[str] = field(default_factory=set)
    #: The facts that conditions asked for which only something running, or only a declaration has, with their paths.
    observed: dict[str, Path] = field(default_factory=dict)
    declared: dict[str, Path] = field(default_factory=dict)

    def fail(self, message: str, path: Path) -> RuleError:
        """The error `message` at `path` of the file."""
        return RuleError(message, self.marks.file, self.marks.line(path))

    def condition(self, written: object, kinds: tuple[str, ...], path: Path) -> Condition:
        """The condition `written` at `path`, about resources of any of `kinds`."""
        if not isinstance(written, dict) or not written:
            raise self.fail(f"a condition is a mapping such as {{tls: true}}, not {written!r}", path)
        quantifier = [q for q in QUANTIFIERS if q in written]
        if quantifier:
            return self._quantified(quantifier[0], written, kinds, path)
        parts = [self._part(key, value, kinds, (*path, key)) for key, value in written.items()]
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _part(self, key: str, value: object, kinds: tuple[str, ...], path: Path) -> Condition:
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                raise self.fail(f"{key} wants a list of conditions", path)
            parts = tuple(self.condition(v, kinds, (*path, i)) for i, v in enumerate(value))
            return AllOf(parts) if key == "all" else AnyOf(parts)
        if key == "not":
            return Negation(self.condition(value, kinds, path))
        spec = self.fact_spec(key, kinds, path)
        if spec.observed:
            self.observed.setdefault(key, path)
        if spec.declared:
            self.declared.setdefault(key, path)
        return FactTest(key, self._tests(spec, value, path))

    def _quantified(self, mode: str, written: Mapping[str, object], kinds: tuple[str, ...], path: Path) -> Condition:
        extra = [k for k in written if k not in (mode, "where", "that")]
        if extra:
            raise self.fail(f"{mode} takes `where` and `that`, not {extra[0]!r}", (*path, extra[0]))
        relation = written[mode]
        targets = self.targets(str(relation), kinds, (*path, mode))
        where = self.condition(written["where"], targets, (*path, "where")) if "where" in written else None
        that = self.condition(written["that"], targets, (*path, "that")) if "that" in written else None
        if mode == "every" and that is None:
            raise self.fail("every needs `that`", (*path, mode))
        return Quantified(mode, str(relation), where, that)

    def targets(self, relation: str, kinds: tuple[str, ...], path: Path) -> tuple[str, ...]:
        """The kinds that `relation` of resources of `kinds` leads to."""
        targets: tuple[str, ...] = ()
        for kind in kinds:
            spec = KINDS[kind].relations.get(relation)
            if spec is None:
                known = KINDS[kind].relations
                raise self.fail(f"{kind} has no relation {relation!r}.{suggestion(relation, known)}", path)
            targets = (*targets, *(t for t in spec.targets if t not in targets))
        return targets

    def fact_spec(self, name: str, kinds: tuple[str, ...], path: Path) -> FactSpec:
        """The fact `name` as all of `kinds` have it."""
        found: FactSpec | None = None
        for kind in kinds:
            spec = KINDS[kind].facts.get(name)
            if spec is None:
                known = (*KINDS[kind].facts, "all", "any", "not", *QUANTIFIERS)
                raise self.fail(f"{kind} has no fact {name!r}.{suggestion(name, known)}", path)
            if found and spec.type is not found.type:
                raise self.fail(
                    f"{name} is {found.type.value} on {kinds[0]} but {spec.type.value} on {kind}: use cases", path
                )
            # The kind with the longest list of words decides how they are ordered.
            found = spec if found is None or len(spec.values) > len(found.values) else found
        assert found is not None
        return found

    def _tests(self, spec: FactSpec, value: object, path: Path) -> tuple[Test, ...]:
        operators = value if isinstance(value, dict) else {"is": value}
        if not operators:
            raise self.fail(f"{spec.name} has no test", path)
        tests = []
        for op, operand in operators.items():
            at = (*path, op)
            if op not in OPERATORS[spec.type] and op != "absent":
                allowed = (*OPERATORS[spec.type], "absent")
                raise self.fail(f"{spec.name} takes {', '.join(allowed)}, not {op!r}.{suggestion(op, allowed)}", at)
            try:
                tests.append(make_test(op, self.resolve(operand, at), spec))
            except ValueError as error:
                raise self.fail(str(error), at) from error
        return tuple(tests)

    def resolve(self, operand: object, path: Path) -> object:
        """The operand with `$name` replaced by the threshold of that name, alone or in a list."""
        if isinstance(operand, list):
            return [self.resolve(one, path) for one in operand]
        if isinstance(operand, str) and operand.startswith("$"):
            if operand[1:] not in self.params:
                raise self.fail(f"no parameter {operand[1:]!r}.{suggestion(operand[1:], self.params)}", path)
            self.used.add(operand[1:])
            return self.params[operand[1:]]
        return operand
