"""XC-015 and XC-016: one ID and one name, spelled the same wherever they stand."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context, title_key
from tilekit.checks.dashboards.reading import boards
from tilekit.checks.finding import Edit, Fix, FixClass, Severity, Spot, finding
from tilekit.checks.manifest.ident import sound_ident
from tilekit.checks.manifest.tile import tidy_title
from tilekit.checks.monitors.reading import watched
from tilekit.checks.reading import README, text_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.parse.dashboard import text
from tilekit.parse.positions import Unparsable
from tilekit.queries.facts import Filter
from tilekit.queries.languages import Language
from tilekit.queries.widgets import QueryText
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_TAGS = {
    "monitors": ("/tags", "/definition/tags"),
    "detection_rules": ("/tags",),
    "saved_views": ("/options/tags",),
}
_PROJECT = "pyproject.toml"
_PACKAGE = re.compile(r"""^\[project\]\s*\n(?:(?!\[).*\n)*?name\s*=\s*["']([^"'\n]+)["']""", re.MULTILINE)
_KEYS = ("integration", "source", "sources")
_SHORTEST_NAME, _LONGEST_LOOKED_AT, _LONGEST_HEAD = 4, 300, 2_000
_TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)


@check(
    code="XC-015",
    severity=Severity.WARNING,
    message=N_("Here it says {value}; the ID is {ident}."),
    folded=N_("Here and in {n} places it says {value}; the ID is {ident}."),
    fix=FixClass.SUGGESTED,
)
def spells_id(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Tags, searches and the package spell the ID as the manifest does, dashes and underscores told apart.

    That the tags and the pipeline name the ID at all is asked where they are (MN-012, MN-013, SR-017, LP-002), and a
    wheel has WH-003: here a tag is a second one beside the right one, and the package that of a folder.
    """
    data = bundle.section(Data)
    ident = sound_ident(bundle)
    known = {ident, data.logs_source}
    if not ident:
        return
    for asset, pointer, tag in _tags(bundle, ident):
        value = tag.partition(":")[2]
        if _is_misspelled(value, known):
            yield asset.spot(pointer, value, ident=ident, fix=asset.removing(pointer, N_("Remove it")))
    yield from _package(bundle, ident)
    for asset, query in _searches(bundle):
        for found in query.parts.filters:
            if found.key in _KEYS and _is_misspelled(found.value, known):
                fix = _respelled(asset, query, (found, ident))
                yield asset.spot(query.pointer, found.value, ident=ident, fix=fix)
                break


def _is_misspelled(value: str, known: set[str]) -> bool:
    """True for what has the letters of a known name and other signs between them."""
    return value != "" and value not in known and title_key(value) in {title_key(name) for name in known if name}


def _tags(bundle: Bundle, ident: str) -> Iterator[tuple[Asset, str, str]]:
    """Tags that name an integration or a source, from lists that name the right one as well."""
    for kind, pointers in _TAGS.items():
        for asset in assets(bundle, kind):
            for pointer in pointers:
                found = asset.at(pointer)
                tags = [text(item) for item in found] if isinstance(found, list) else []
                keys = tuple(f"{key}:" for key in _KEYS if f"{key}:{ident}" in tags)
                yield from ((asset, f"{pointer}/{at}", tag) for at, tag in enumerate(tags) if tag.startswith(keys))


def _package(bundle: Bundle, ident: str) -> Iterator[Spot]:
    if _PROJECT not in bundle.files:
        return
    source = text_of(bundle, _PROJECT)
    found = _PACKAGE.search(source.text)
    wanted = f"datadog-{ident}"
    if found and re.sub(r"[-_.]+", "-", found[1]).lower() != wanted:
        start, end = (source.byte_offset(at) for at in found.span(1))
        edit = Edit(file=_PROJECT, start=start, end=end, replacement=wanted)
        fix = Fix(title=Message(N_("Write {ident}"), {"ident": wanted}), edits=(edit,))
        place = source.position(found.start(1))
        yield finding(
            file=_PROJECT, line=place.line, column=place.column, value=found[1], ident=wanted, fix=fix,
            message=N_("The package is called {value}; its name is {ident}."),
        )  # fmt: skip


def _searches(bundle: Bundle) -> Iterator[tuple[Asset, QueryText]]:
    for board in boards(bundle):
        yield from ((board.asset, query) for _, query in board.queries if query.language is Language.SEARCH)
    for asset, watch in watched(bundle):
        yield from ((asset, query) for query in watch.beside if query.language is Language.SEARCH)


def _respelled(asset: Asset, query: QueryText, wanted: tuple[Filter, str]) -> Fix | None:
    found, ident = wanted
    start = query.text.find(found.value, found.start, found.end)
    change = (start, start + len(found.value), ident)
    return asset.rewording(query.pointer, change, N_("Write {ident}"), ident=ident) if start >= 0 else None


@check(
    code="XC-016",
    severity=Severity.WARNING,
    message=N_("Here it says “{value}”; the name is “{name}”."),
    fix=FixClass.SUGGESTED,
)
def spells_name(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Titles of dashboards and monitors and the heading of the README spell the name as the tile does.

    Other places are compared where they are: MF-040, MD-040, SC-013, AC-024.
    """
    overview = bundle.section(Overview)
    name = tidy_title(overview.title)
    known = {name, overview.title, overview.source_type_name}
    if len(title_key(name)) < _SHORTEST_NAME:
        return
    for asset, pointer in _titles(bundle):
        shown = text(asset.at(pointer))
        found = _spelled(name, shown)
        if found and found[0] not in known:
            fix = asset.rewording(pointer, (*found.span(), name), N_("Write “{name}”"), name=name)
            yield asset.spot(pointer, found[0], name=name, fix=fix)
    yield from _heading(bundle, name, known)


def _titles(bundle: Bundle) -> Iterator[tuple[Asset, str]]:
    yield from ((board.asset, "/title") for board in boards(bundle))
    for asset, _ in watched(bundle):
        yield from ((asset, pointer) for pointer in ("/title", "/definition/name"))


def _heading(bundle: Bundle, name: str, known: set[str]) -> Iterator[Spot]:
    """The first line of the README with a single hash; the rest of it need not be read for that."""
    try:
        source = text_of(bundle, README)
    except Unparsable:
        return
    heading = _TITLE.search(source.text[:_LONGEST_HEAD])
    found = _spelled(name, heading[1]) if heading else None
    if heading and found and found[0] not in known:
        at = heading.start(1) + found.start()
        start, end = source.byte_offset(at), source.byte_offset(at + len(found[0]))
        edit = Edit(file=README, start=start, end=end, replacement=name)
        fix = Fix(title=Message(N_("Write “{name}”"), {"name": name}), edits=(edit,))
        place = source.position(at)
        yield finding(file=README, line=place.line, column=place.column, value=found[0], name=name, fix=fix)


def _spelled(name: str, shown: str) -> re.Match[str] | None:
    """Where a text holds the letters of the name as words of their own, whatever stands between them."""
    return _pattern(name).search(shown[:_LONGEST_LOOKED_AT]) if len(name) <= _LONGEST_LOOKED_AT else None


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    words = r"[\s_-]?".join(re.escape(word) for word in re.findall(r"[^\W_]+", name))
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)
