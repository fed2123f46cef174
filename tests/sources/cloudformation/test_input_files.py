"""Files of values for parameters: every form that tools of AWS take, and what is wrong with others."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.sources.bounds import FILE_BYTES
from auditor.sources.cloudformation.input_files import read_settings
from auditor.sources.inputs import InputError

SECRET = "hunter2hunter2"

FORMS = {
    "aws-cli": '[{"ParameterKey": "A", "ParameterValue": "x"}, {"ParameterKey": "B", "ParameterValue": ""}]',
    "aws-cli-yaml": "- ParameterKey: A\n  ParameterValue: x\n- {ParameterKey: B, ParameterValue: ''}\n",
    "resolved": '[{"ParameterKey": "A", "ParameterValue": "x", "ResolvedValue": "y"}, {"ParameterKey": "B", '
    '"ParameterValue": "", "UsePreviousValue": false}]',
    "texts": '["A=x", "B="]',
    "cli-input": '{"StackName": "s", "Parameters": [{"ParameterKey": "A", "ParameterValue": "x"}, "B="]}',
    "codepipeline": '{"Parameters": {"A": "x", "B": ""}, "Tags": {"t": "1"}, "StackPolicy": {"Statement": []}}',
    "rain": "Parameters:\n  A: x\n  B: ''\nTags:\n  C: d\n",
    "git-sync": "template-file-path: t.yaml\nparameters: {A: x, B: ''}\ntags: {C: d}\n",
    "plain": "# prod\nA: x\nB: ''\n",
    "plain-json": '{"A": "x", "B": ""}',
    "plain-tabs": '{\n\t"A": "x",\n\t"B": ""\n}\n',
    "flow-yaml": "{A: x, B: ''}",
    "bom": '\ufeff{"A": "x", "B": ""}',
}


def settings(folder: Path, text: str, name: str = "p.yaml") -> dict[str, str | None]:
    (folder / name).write_text(text, encoding="utf-8")
    return {one.name: one.value for one in read_settings(folder / name, folder)}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form: str, tmp_path: Path):
    assert settings(tmp_path, FORMS[form]) == {"A": "x", "B": ""}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("7.10", "7.10"),
        ("1e3", "1e3"),
        ("true", "true"),
        ("'007'", "007"),
        ("2024-01-02", "2024-01-02"),
        ("[a, b]", "a,b"),
        ("[]", ""),
        ("=a=b", "=a=b"),
    ],
)
def test_values_are_text_as_written(value: str, text: str, tmp_path: Path):
    assert settings(tmp_path, f"A: {value}\n") == {"A": text}


def test_the_previous_value_is_none(tmp_path: Path):
    text = '[{"ParameterKey": "A", "UsePreviousValue": true}, {"ParameterKey": "B", "ParameterValue": "", '
    assert settings(tmp_path, text + '"UsePreviousValue": "true"}]') == {"A": None, "B": None}


@pytest.mark.parametrize("text", ["[]", "{}", "Parameters:\n", "Parameters: {}\n", '{"Parameters": []}'])
def test_there_may_be_none(text: str, tmp_path: Path):
    assert settings(tmp_path, text) == {}


def test_each_remembers_its_line(tmp_path: Path):
    (tmp_path / "p.json").write_text('[\n  {"ParameterKey": "A",\n   "ParameterValue": "x"}\n]\n')
    [one] = read_settings(tmp_path / "p.json", tmp_path)
    assert (one.step.label, str(one.step.location)) == ("p.json", "p.json:3")


#: Each list is twice the one before it.
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))

BAD = {
    "truncated": ('{\n"A": "' + SECRET, 2, "syntax error"),
    "yaml": (f"A: {SECRET}\nB: [\n", 3, "syntax error"),
    "twice": (f"A: x\nB: y\nA: {SECRET}\n", 3, "the key A occurs twice"),
    "twice-listed": ('[{"ParameterKey": "A", "ParameterValue": "x"},\n"A=y"]', 2, "A is given twice, first on line 1"),
    "empty": ("", 1, "it holds nothing"),
    "text": (SECRET, 1, "it is neither a list nor a mapping"),
    "no-key": ('[{\n"ParameterValue": "' + SECRET + '"}]', 1, "an element of the list has no ParameterKey"),
    "no-value": ('[\n{"ParameterKey": "A"}]', 2, "A has no ParameterValue"),
    "other-key": ('[{"ParameterKey": "A",\n"Value": "x"}]', 2, "there is no Value beside ParameterKey"),
    "both": (f'[{{"ParameterKey": "A", "ParameterValue": "{SECRET}", "UsePreviousValue": true}}]', 1, "A has a value"),
    "previous": ('[{"ParameterKey": "A", "UsePreviousValue": "maybe"}]', 1, "UsePreviousValue of A is neither"),
    "no-equals": (f'["{SECRET}"]', 1, "an element of the list is not Name=value"),
    "null": ("A: x\nB:\n", 2, "the value of B is no text"),
    "nested": (f"A: x\nB: {{C: {SECRET}}}\n", 2, "the value of B is no text"),
    "function": ("A: x\nB: !Ref C\n", 2, "the value of B is no text"),
    "nested-null": ("A: [x, ~]\n", 1, "the value of A is no text"),
    "name": (f"A-B: {SECRET}\n", 1, "a parameter is called by letters and digits only"),
    "samconfig": ("version: 0.1\ndefault: {deploy: {parameters: {}}}\n", 2, "the value of default is no text"),
    "template": ("Resources: {}\n", 1, "it is a template"),
    "documents": ("A: x\n---\nB: y\n", 2, "a second document"),
    "bomb": (BOMB, 0, "it holds more than"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_with_its_line_and_without_values(case: str, tmp_path: Path):
    text, line, message = BAD[case]
    with pytest.raises(InputError) as error:
        settings(tmp_path, text)
    assert SECRET not in str(error.value)
    assert message in str(error.value)
    assert str(error.value).startswith(f"{tmp_path / 'p.yaml'}:{line or ''}")


def test_a_configuration_of_sam_is_refused_with_a_way_out(tmp_path: Path):
    with pytest.raises(InputError, match="give those that are meant with --param"):
        settings(
            tmp_path, 'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "A=x"\n', "samconfig.toml"
        )


def test_a_file_that_is_too_large(tmp_path: Path):
    path = tmp_path / "p.json"
    path.write_bytes(b"{}" + b" " * FILE_BYTES.value)
    with pytest.raises(InputError, match=r"p\.json:1: it is larger than"):
        read_settings(path, tmp_path)


def test_a_file_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(InputError, match=r"--parameter-file .*: Is a directory"):
        read_settings(tmp_path, tmp_path)
