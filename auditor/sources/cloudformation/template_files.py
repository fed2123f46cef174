"""The templates that files hold: as they are, or as what a service of the Serverless Framework amounts to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.sources.bounds import FILE_BYTES
from auditor.sources.cloudformation.language.template import Template, template_of
from auditor.sources.cloudformation.language.work import Work
from auditor.sources.cloudformation.serverless.service import has_variables, read_service
from auditor.sources.cloudformation.syntax.detect import Kind, is_json, kind_of, may_be_service
from auditor.sources.cloudformation.syntax.encoding import as_utf8
from auditor.sources.cloudformation.syntax.json_nodes import read_json_nodes
from auditor.sources.cloudformation.syntax.yaml_text import read_yaml
from auditor.sources.whereabouts import name_of


def read_all(
    files: Iterable[Path], base: Path, held: Mapping[Path, bytes], roots: Mapping[Path, Path]
) -> dict[Path, Template]:
    """The templates in files, by where these are.

    Those `held` were read before. A file of a service may name others; only those are read that are in the directory
    that `roots` has for it, which is its own where somebody named it. What a service takes in is no template besides.
    """
    made: dict[Path, Template] = {}
    services: dict[Path, Path] = {}
    fragments: dict[Path, Path] = {}
    for path in sorted(files):
        if path in held:
            made[path.resolve()] = _template(str(path), held[path])
            continue
        text = _text(path)
        if isinstance(text, str):
            made[path.resolve()] = Template(name_of(path, base), damage={"": text})
        elif _is_service(text):
            services[path] = roots.get(path, path.parent)
        elif has_variables(text):
            fragments[path] = roots.get(path, path.parent)
        else:
            made[path.resolve()] = _template(name_of(path, base), text)
    taken: set[Path] = set()
    for path, root in services.items():
        made[path.resolve()], read = read_service(path, root, base)
        taken |= read - {path.resolve()}
    for path, root in fragments.items():
        if path.resolve() not in taken:
            made[path.resolve()], _ = read_service(path, root, base, fragment=True)
    work = Work()
    for template in made.values():
        template.work = work
    return {path: made[path] for path in sorted(made) if path not in taken}


def _template(name: str, text: bytes) -> Template:
    if _is_service(text):
        return Template(name, damage={"": "a service of the Serverless Framework is read from where its files are"})
    if len(text) > FILE_BYTES.value:
        return Template(name, damage={"": str(FILE_BYTES)})
    read = read_json_nodes if is_json(as_utf8(text)) else read_yaml
    return template_of(name, read(text), text)


def _is_service(text: bytes) -> bool:
    """Whether a text is a service of the Serverless Framework."""
    return may_be_service(text) and kind_of(text) is Kind.SERVERLESS


def _text(path: Path) -> bytes | str:
    """The bytes of a file, or why they are not read."""
    try:
        if path.stat().st_size > FILE_BYTES.value:
            return str(FILE_BYTES)
        return path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror or type(error).__name__}"
