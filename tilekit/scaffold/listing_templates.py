"""The templates of a new listing's files, in `tilekit/data/new_listing`."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from string import Template

from msgspec import Struct

from tilekit.platform_lists import rows

_FOLDER = Path(__file__).resolve().parents[1] / "data" / "new_listing"
_SUFFIX = ".txt"  # so that no tool mistakes the templates for code of this project


class _Marked(Template):
    """A text with @@names, because the files themselves contain dollar signs, braces and single @ signs."""

    delimiter = "@@"


class NewFile(Struct, frozen=True, kw_only=True):
    """A file of the new listing. field is the field that refers to it ("section.name"), "" if none does."""

    path: str
    data: bytes
    field: str


def new_files_for(facts: Collection[str], values: Mapping[str, str]) -> Iterator[NewFile]:
    """The files for listings with these facts: the type, the kind of check and the data types, in lower case.

    values are the texts for the @@names, in the form in which they can be inside double quotes of JSON, YAML, TOML and
    Python.
    """
    for row in rows("new_listing/files.csv"):
        if not row["for"] or row["for"] in facts:
            path = _Marked(row["path"]).substitute(values)
            yield NewFile(path=path, data=filled(row["template"], values).encode(), field=row["field"])


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text of a template with the values for its @@names."""
    return _Marked((_FOLDER / f"{template}{_SUFFIX}").read_text("utf-8")).substitute(values)


def placeholder_image() -> bytes:
    """A PNG image in the size of the carousel that says that it must be replaced."""
    return (_FOLDER / "overview.png").read_bytes()


def quotable(text: str) -> str:
    """The text as it can be inside double quotes of JSON, YAML, TOML and Python."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
