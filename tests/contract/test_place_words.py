"""Places and values are named as on pages, without stored names or manifest keys."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from django.utils.translation import override
from msgspec.structs import replace

from listings.display.place_names import WRITTEN_FROM_FIELDS, is_field, place_name
from tests.tilekit.checks.files.test_oauth import GOOD as CLIENT
from tests.tilekit.checks.files.test_oauth import with_client
from tests.tilekit.checks.json_files import changed
from tests.tilekit.listing import MANIFEST, REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Scope
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.messages import render
from tilekit.core.section import Document
from tilekit.sections import SECTIONS

# The findings of all faults are the same for all tests, so they run in one pytest worker.
pytestmark = pytest.mark.xdist_group("place_words")
CONTEXT = Context(scope=Scope.SUBMISSION, published=listing(manifest={"/app_id": "acme-gadget"}))
LANGUAGES = ("en", "fr", "ja")
MANIFEST_VALUES: tuple[object, ...] = (REMOVED, "x", [None])
FIELD_VALUES: tuple[object, ...] = ("", "a" * 9000, ["x"] * 40)
README_CHANGES = (
    ("## Setup", "## Elsewhere"),
    ("## Overview", "## Elsewhere"),
    ("\n", "   \n"),
    ("the", "please <div>the\u00a0[here](http://a.example)"),
    ("## Setup", "### Setup"),
    ("## Overview", "# Overview"),
    ("](", "][9]("),
)
NOTE = "## 1.0.0 / 2025-03-01"
NEWER = "## 1.1.0 / 2025-04-01\n\n***Fixed***:\n\n* A graph\n\n"
NOTE_CHANGES = (
    ("# CHANGELOG", "# Changes"),
    ("\n", "\r\n"),
    (" release", ""),
    ("***Added***", "***Stuff***"),
    ("* Initial release\n", ""),
    (NOTE, "## 1.0.0"),
    (NOTE, "## 1.0 / 2025-03-01"),
    (NOTE, "## 1.0.0 / 2025-13-01"),
    (NOTE, "##1.0.0/2025-03-01"),
    (NOTE, f"{NEWER}## 1.0.0"),
    (NOTE, f"{NEWER}##1.0.0/2025-03-01"),
    (NOTE, f"{NEWER}## 1.0 / 2025-03-01"),
    (NOTE, f"{NEWER}## 1.0.0 / 1.3.25"),
)
REFERENCES: Mapping[str, object] = {
    "/tile/overview": "README.md#Elsewhere",
    "/tile/support": "README.md#Suport",
    "/tile/changelog": "HISTORY.md",
    "/tile/media/0/image_url": "../over view.png",
    "/tile/resources": [{"resource_type": "wiki", "url": "http://a.example"}],
    "/assets/dashboards": {"other": "assets/dashboards/other.json"},
    "/assets/integration/metrics/metadata_path": "other.csv",
}


def _fields(document: type[Document], prefix: str) -> Iterator[tuple[str, object]]:
    for name, field in document.fields.items():
        yield f"{prefix}{name}", field
        if isinstance(field, Rows):
            yield from _fields(field.row, f"{prefix}{name}[key].")


FIELDS = dict(pair for section in SECTIONS for pair in _fields(section, f"{section.key}."))


def _keys(value: object) -> Iterator[str]:
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield str(key)
        yield from _keys(item)


@cache
def _raw() -> re.Pattern[str]:
    """Names of fields, values of choices and keys of the manifest, except ordinary words, and files and headings that
    are written from fields.
    """
    names = {path.rpartition(".")[2] for path in FIELDS} | set(_keys(MANIFEST)) | set(_keys(CLIENT))
    names |= {
        option.value
        for path, field in FIELDS.items()
        if isinstance(field, ChoiceField | Choices) and not path.endswith(".scope")  # pages show the names of scopes
        for option in field.options
    }
    words = sorted(re.escape(name) for name in names if "_" in name and not name.startswith("acme_"))
    written = r"(README|CHANGELOG)\.md|\b(manifest|key)\b|## "
    keys = rf"(?<![\w.*])({'|'.join(words)})(?![\w.*])|(?<![\w.:/])/(tile|assets|author)/"
    return re.compile(rf"{keys}|{written}|# (Overview|Setup|{listing().basics.name})", re.ASCII)


def _pointers(value: object, above: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield f"{above}/{key}"
            yield from _pointers(item, f"{above}/{key}")


def _with_faulty_texts() -> Iterator[Bundle]:
    for path, changes in (("README.md", README_CHANGES), ("CHANGELOG.md", NOTE_CHANGES)):
        text = listing().files[path].decode()
        for old, new in changes:
            yield listing(files={path: text.replace(old, new)})


def _faulty() -> Iterator[Bundle]:
    for pointer in _pointers(MANIFEST):
        for wrong in MANIFEST_VALUES:
            yield listing(manifest={pointer: wrong})
    for pointer in _pointers(CLIENT):
        for wrong in (*MANIFEST_VALUES, "", []):
            yield with_client(changed(CLIENT, {pointer: wrong}))
    yield from _with_faulty_texts()
    for pointer, wrong in REFERENCES.items():
        yield listing(manifest={pointer: wrong})
    good = listing()
    for section in SECTIONS:
        for name in section.fields:
            for value in FIELD_VALUES:
                document = section({**good.documents[section.key].values, name: value})
                yield replace(good, documents={**good.documents, section.key: document})


@cache
def _findings() -> Mapping[tuple[str, str], Finding]:
    findings: dict[tuple[str, str], Finding] = {}
    for bundle in _faulty():
        for finding in run_checks(bundle, CONTEXT).findings:
            findings.setdefault((finding.code, finding.message.id), finding)
    return findings


def _told_at_fields() -> list[Finding]:
    return [finding for finding in _findings().values() if is_field(finding.path, finding.file)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_called_by_its_labels(language: str) -> None:
    with override(language):
        for path in FIELDS:
            for file in ("", *WRITTEN_FROM_FIELDS):
                words = place_name(path, file, 9, column=4)
                assert words.count(" › ") == path.count("."), path
                assert not _raw().search(words), path
                assert "9" not in words, path


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_at_fields_say_no_stored_name(language: str) -> None:
    messages = {(finding.code, render(finding.message, language)) for finding in _told_at_fields()}
    buttons = {(finding.code, render(finding.fix.title, language)) for finding in _told_at_fields() if finding.fix}
    reported = messages | buttons

    assert {(code, text) for code, text in reported if _raw().search(text)} == set()


@pytest.mark.slow
def test_findings_at_fields_name_no_line_of_a_file_that_is_written_from_them() -> None:
    reported = {
        (finding.code, finding.message.id) for finding in _told_at_fields() if finding.file in WRITTEN_FROM_FIELDS
    }

    assert {code for code, text in reported if "{line}" in text or "{pointer}" in text} == set()
    assert len({code for code, _ in reported}) > 30  # the listings have enough faults to be a useful test
