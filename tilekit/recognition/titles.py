"""Proposes the name of a listing from what its files contain."""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tilekit.core.field import Json
from tilekit.core.paths import base_name
from tilekit.media import wheel
from tilekit.parse.json_values import elements, members, text, value_at
from tilekit.parse.metrics_table import read_table
from tilekit.parse.positions import readable
from tilekit.recognition.content import FileContent
from tilekit.recognition.recognise import RecognisedFile
from tilekit.recognition.structures import pipeline_source
from tilekit.sections.initial_values import normal_source_name

_TITLE_FIELD = "overview.title"
_BOARD_WORDS = re.compile(r"\s*[-–:]?\s*\b(?:overview|dashboard)\b\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\[([^\[\]{}]+)\]")
_PACKAGE_PREFIX = re.compile(r"datadog[-_.]", re.IGNORECASE)
_TAG = "integration:"


class ProposedTitle(Struct, frozen=True, kw_only=True):
    """A proposed name of a listing, and the name of the file that contains it; both "" if no file does."""

    title: str = ""
    source: str = ""


def proposed_title(
    says: Mapping[str, Json], sources: Mapping[str, tuple[str, ...]], files: Iterable[tuple[RecognisedFile, bytes]]
) -> ProposedTitle:
    """The name in a manifest or README, or else the one in files of other kinds.

    Of several, that which the integration column of the metrics file confirms, and then the first in the order of
    _TITLES.
    """
    if title := text(says.get(_TITLE_FIELD)):
        return ProposedTitle(title=title, source=next(iter(sources.get(_TITLE_FIELD, ())), ""))
    files = list(files)
    titles = [
        ProposedTitle(title=title, source=base_name(file.path))
        for kind in _TITLES
        for file, data in files
        if file.kind == kind and (title := _TITLES[kind](FileContent(file.path, data), file.title))
    ]
    integrations = {name for file, data in files if file.kind == "metrics-file" for name in _integrations(data)}
    confirmed = (proposed for proposed in titles if normal_source_name(proposed.title) in integrations)
    return next(confirmed, next(iter(titles), ProposedTitle()))


def _integrations(data: bytes) -> Sequence[str]:
    table = readable(read_table, data)
    return table.column("integration") if table else ()


def _of_dashboard(_content: FileContent, title: str) -> str:
    return _BOARD_WORDS.sub("", title).strip()


def _of_pipeline(content: FileContent, title: str) -> str:
    return _in_words(title or pipeline_source(content.value))


def _of_monitor(content: FileContent, title: str) -> str:
    """The name in brackets with which monitors of a listing begin, or else in the tag of the integration."""
    definition = members(value_at(content.value, "/definition")) or members(content.value)
    names = (text(definition.get("name")), title)
    match = next((match for name in names if (match := _IN_BRACKETS.match(name))), None)
    tags = [text(tag) for tag in (*elements(definition.get("tags")), *elements(members(content.value).get("tags")))]
    tagged = next((tag.removeprefix(_TAG) for tag in tags if tag.startswith(_TAG)), "")
    return match[1].strip() if match else _in_words(tagged)


def _of_wheel(content: FileContent, _title: str) -> str:
    """The name of the package without the prefix that packages of checks have."""
    named = wheel.parse_wheel_name(content.path)
    name = (wheel.inspect(content.data).metadata or {}).get("Name", "") or (named.distribution if named else "")
    return _of_package(content, name)


def _of_package(_content: FileContent, name: str) -> str:
    return _in_words(_PACKAGE_PREFIX.sub("", name, count=1))


def _as_it_is(_content: FileContent, title: str) -> str:
    return title


def _in_words(name: str) -> str:
    """An identifier in words: "acme_queue" is "Acme Queue". A name with spaces or capital letters stays as it is."""
    if " " in name.strip() or name != name.lower():
        return name.strip()
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[\W_]+", name) if word)


_TITLES = {
    "specification": _as_it_is,
    "dashboard": _of_dashboard,
    "log-pipeline": _of_pipeline,
    "monitor": _of_monitor,
    "wheel": _of_wheel,
    "package-project": _of_package,
}
