"""XC-015 and XC-016: the ID and the name are spelled the same everywhere."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context, title_key
from tilekit.checks.dashboards.board import boards
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, finding
from tilekit.checks.identifiers import valid_integration_id
from tilekit.checks.logs.sources import filtered_sources
from tilekit.checks.manifest.titles import tidy_title
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.parsed_files import README, text_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.parse.positions import readable
from tilekit.pipeline.sources import matches_source
from tilekit.queries.languages import Language
from tilekit.queries.query_parts import QueryFilter
from tilekit.queries.widgets import LOG_SOURCES, QueryText
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_TAG_POINTERS = {
    "monitors": ("/tags", "/definition/tags"),
    "detection_rules": ("/tags",),
    "saved_views": ("/options/tags",),
}
_PROJECT = "pyproject.toml"
_PACKAGE = re.compile(r"""^\[project\]\s*\n(?:(?!\[).*\n)*?name\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE)
_SHORTEST_NAME, _LONGEST_LOOKED_AT, _READ_FOR_TITLE = 4, 300, 2_000
_SMALL_WORD = re.compile(r"\b(?:A|An|And|As|At|By|For|From|In|Of|On|Or|The|To|Via|With)\b")
_EDGES = "#!?.,:;&+*@()[]{}<>|/'\"- "
_TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)


@check(
    code="XC-015",
    name=N_("Different spelling of the integration ID"),
    severity=Severity.WARNING,
    message=N_("{value} is used here, but the listing uses {ident}. Use the same spelling."),
    folded=N_("{value} is used in {n} places, but the listing uses {ident}. Use the same spelling."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest, all assets"),
    expected=N_("The integration ID and the log source are spelled the same in tags, searches and the package name"),
    bad="acme, acme_queue and queue",
    good="acme-queue everywhere",
)
def spells_id(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Tags and searches spell the ID as the manifest does, and log sources as the pipeline's filter does. The package
    is named after the ID or the folder. Hyphens and underscores are different.

    MN-012, MN-013, SR-017 and LP-002 report tags and pipelines without the ID, and WH-003 reports wheels. This check
    covers additional misspelled tags, and packages in a folder.
    """
    integration_id = valid_integration_id(bundle)
    if not integration_id:
        return
    sources = filtered_sources(bundle) or [bundle.section(Data).logs_source or integration_id]
    names_by_key = {"integration": [integration_id], "source": sources, "sources": sources}
    for asset, pointer, tag in _tags(bundle, names_by_key):
        key, _, value = tag.partition(":")
        suggestion = _correct_spelling(value, names_by_key[key])
        if suggestion:
            yield asset.finding(pointer, value, ident=suggestion, fix=asset.removing(pointer, N_("Remove it")))
    yield from _package(bundle, integration_id)
    for asset, query in _search_queries(bundle):
        for query_filter in query.parts.filters:
            is_known = query_filter.key == "integration" or (
                query_filter.key in names_by_key and query.source in LOG_SOURCES
            )
            suggestion = _correct_spelling(query_filter.value, names_by_key[query_filter.key]) if is_known else ""
            if suggestion:
                fix = _fix_spelling(asset, query, (query_filter, suggestion))
                yield asset.finding(query.pointer, query_filter.value, ident=suggestion, fix=fix)
                break


def _correct_spelling(value: str, spellings: list[str]) -> str:
    """The known name that differs from the value only in case and punctuation; "" if the value is correct."""
    if not value or matches_source(value, spellings):
        return ""
    return next((name for name in spellings if title_key(name) == title_key(value)), "")


def _tags(bundle: Bundle, names_by_key: Mapping[str, list[str]]) -> Iterator[tuple[Asset, str, str]]:
    """(asset, pointer, tag) of each integration or source tag in a list that also has the correctly spelled tag."""
    for kind, pointers in _TAG_POINTERS.items():
        for asset in assets(bundle, kind):
            for pointer in pointers:
                tags = [text(item) for item in elements(asset.at(pointer))]
                right = [key for key, names in names_by_key.items() if any(f"{key}:{name}" in tags for name in names)]
                keys = tuple(f"{key}:" for key in right)
                yield from ((asset, f"{pointer}/{at}", tag) for at, tag in enumerate(tags) if tag.startswith(keys))


def _package(bundle: Bundle, integration_id: str) -> Iterator[RawFinding]:
    if _PROJECT not in bundle.files:
        return
    source = text_of(bundle, _PROJECT)
    package = _PACKAGE.search(source.text)
    distribution = f"datadog-{integration_id}"
    names = {distribution, f"datadog-{bundle.folder.replace('_', '-')}"}
    if package and re.sub(r"[-_.]+", "-", package[1]).lower() not in names:
        place = source.position(package.start(1))
        yield finding(
            file=_PROJECT, line=place.line, column=place.column, value=package[1], ident=distribution,
            message=N_("The package is called {value}. Rename it to {ident}."),
        )  # fmt: skip


def _search_queries(bundle: Bundle) -> Iterator[tuple[Asset, QueryText]]:
    for board in boards(bundle):
        yield from ((board.asset, query) for _, query in board.queries if query.language is Language.SEARCH)
    for asset, watch in templates_with_query(bundle):
        yield from ((asset, query) for query in watch.formula_queries if query.language is Language.SEARCH)


def _fix_spelling(asset: Asset, query: QueryText, respelling: tuple[QueryFilter, str]) -> Fix | None:
    query_filter, integration_id = respelling
    start = query.text.find(query_filter.value, query_filter.start, query_filter.end)
    change = (start, start + len(query_filter.value), integration_id)
    return asset.rewording(query.pointer, change, N_("Use {ident}"), ident=integration_id) if start >= 0 else None


@check(
    code="XC-016",
    name=N_("Different spelling of the tile title"),
    severity=Severity.WARNING,
    message=N_("“{value}” does not match the tile title, “{name}”. Use the same spelling."),
    applies_to=N_("dashboards, monitors, README"),
    expected=N_(
        "The titles of dashboards and monitors and the README heading spell the product name as in the tile title"
    ),
    bad="Acme-Queue in one file, Acme Queue in another",
    good="Acme Queue",
)
def spells_name(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Titles of dashboards and monitors and the heading of the README spell the name as the tile does, or are the ID.

    MF-040, MD-040, SC-013 and AC-024 compare other places. Names of fewer than four characters are not checked.
    """
    overview = bundle.section(Overview)
    name = tidy_title(overview.title)
    spellings = {name, overview.title, overview.source_type_name, overview.integration_id, bundle.folder}
    spellings |= {spelling.strip(_EDGES) for spelling in spellings}  # a match begins and ends with a letter or a digit
    if len(title_key(name)) < _SHORTEST_NAME:
        return
    for asset, pointer in _titles(bundle):
        match = _find_misspelling(name, text(asset.at(pointer)), spellings)
        if match:
            yield asset.finding(pointer, match[0], name=name)
    yield from _heading(bundle, name, spellings)


def _titles(bundle: Bundle) -> Iterator[tuple[Asset, str]]:
    yield from ((board.asset, "/title") for board in boards(bundle))
    for asset, _ in templates_with_query(bundle):
        yield from ((asset, pointer) for pointer in ("/title", "/definition/name"))


def _heading(bundle: Bundle, name: str, spellings: set[str]) -> Iterator[RawFinding]:
    """A finding for the first line of the README with a single #; the rest of the file need not be readable."""
    source = readable(text_of, bundle, README)
    heading = _TITLE.search(source.text[:_READ_FOR_TITLE]) if source else None
    match = _find_misspelling(name, heading[1], spellings) if heading else None
    if source and heading and match:
        place = source.position(heading.start(1) + match.start())
        yield finding(file=README, line=place.line, column=place.column, value=match[0], name=name)


def _find_misspelling(name: str, text: str, spellings: set[str]) -> re.Match[str] | None:
    """The first match if the text spells the name differently from all known spellings."""
    match = _first_match(name, text)
    is_right = match is None or match[0] in spellings or _in_sentence(match[0]) == _in_sentence(name)
    return None if is_right else match


def _in_sentence(name: str) -> str:
    """The name with small words in lower case: titles may capitalise them."""
    return _SMALL_WORD.sub(lambda match: match[0].lower(), name)


def _first_match(name: str, text: str) -> re.Match[str] | None:
    """The first match of the name as separate words, with any punctuation between its letters.

    Matches inside addresses and metric names (`acme.io`, `source:acme`) don't count.
    """
    return _pattern(name).search(text[:_LONGEST_LOOKED_AT]) if len(name) <= _LONGEST_LOOKED_AT else None


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    words = r"[\s_-]?".join(re.escape(word) for word in re.findall(r"[^\W_]+", name))
    return re.compile(rf"(?<![^\W_])(?<![./@:]){words}(?![^\W_])(?!\.\w)", re.IGNORECASE)
