"""Bring the catalogues of tilekit to what the code says: `make messages`.

The template holds every text that is marked with N_, the options that are read from lists, and what the table of checks
says that each wants. The English catalogue holds only texts with a count, for their form for one.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.messages import DOMAIN, ENGLISH, LOCALE, is_counted
from tilekit.core.section import Document
from tilekit.lists import rows
from tilekit.sections import SECTIONS

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = LOCALE / f"{DOMAIN}.pot"
# Names that stand on the tile as the platform writes them.
_NAMES = ("categories", "supported_os")
MARKER = "N_"
# What would change at every run, or says who ran it.
_LEFT_OUT = tuple(
    f'"{name}'.encode()
    for name in (
        "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
        "Language-Team", "Generated-By",
    )
)  # fmt: skip


def template() -> Catalog:
    """What there is to translate, in the order of files and places."""
    catalogue = Catalog(charset="utf-8", fuzzy=False, header_comment="# Texts of tilekit.")
    for place, text in (*_marked(), *_options(), *_wants()):
        catalogue.add((text, text) if is_counted(text) else text, locations=[(place, 1)])
    return catalogue


def bring_up_to_date(folder: Path = LOCALE) -> None:
    """Write the template, and each catalogue with the translations that it has; texts that are gone are dropped."""
    texts = template()
    (folder / TEMPLATE.name).write_bytes(as_po(texts))
    for file in catalogues(folder):
        file.write_bytes(as_po(updated(file, texts)))


def catalogues(folder: Path = LOCALE) -> list[Path]:
    """The files of the languages; a new one begins as an empty file."""
    return sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def updated(file: Path, texts: Catalog) -> Catalog:
    """The catalogue of the file with the texts of the template and no others."""
    language = file.parent.parent.name
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    catalogue.update(_counted(texts) if language == ENGLISH else texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment, catalogue.fuzzy = "# Texts of tilekit.", False
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The file of a catalogue; equal texts give equal bytes."""
    file = BytesIO()
    write_po(file, catalogue, width=0, include_lineno=False, ignore_obsolete=True)
    return b"".join(line for line in file.getvalue().splitlines(keepends=True) if not line.startswith(_LEFT_OUT))


def _counted(texts: Catalog) -> Catalog:
    chosen = Catalog(charset="utf-8", fuzzy=False)
    for message in texts:
        if message.pluralizable:
            chosen.add(message.id, locations=message.locations)
    return chosen


def _marked() -> Iterator[tuple[str, str]]:
    for room in sorted(path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"):
        for path in sorted(room.rglob("*.py")):
            for text in marked_in(path.read_text("utf-8")):
                yield path.relative_to(ROOT).as_posix(), text


def marked_in(source: str) -> Iterator[str]:
    """The texts in N_(...), inside f-strings too, where Babel's own extractor does not look."""
    if MARKER not in source:
        return
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    marked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == MARKER]
    for call in sorted(marked, key=lambda call: (call.lineno, call.col_offset)):
        yield ast.literal_eval(call.args[0])


def _options() -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        for label in _option_labels(section):
            yield "tilekit/sections/options.py", label


def _wants() -> Iterator[tuple[str, str]]:
    for row in rows("checks.csv"):
        yield "tilekit/data/checks.csv", row["check"]


def _option_labels(document: type[Document]) -> Iterator[str]:
    for name, field in document.fields.items():
        if isinstance(field, Rows):
            yield from _option_labels(field.row)
        elif isinstance(field, ChoiceField | Choices) and name not in _NAMES:
            yield from (option.label for option in field.options)


if __name__ == "__main__":
    bring_up_to_date()
