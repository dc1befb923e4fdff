"""Every query of every real dashboard, monitor and rule can be parsed, or the reason is listed here."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.shared import listing_folders
from tilekit.core.fields import Json
from tilekit.parse.dashboard import widgets_of
from tilekit.parse.json import escaped
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.monitors import monitor_query
from tilekit.queries.widgets import QueryText, queries_of

# (listing, text) -> why it can't be parsed.
NOT_READ: dict[tuple[str, str], str] = {}
# Texts for people, URLs and names: they may look like a query.
PROSE = frozenset((
    "title", "content", "text", "label", "link", "url", "url_dark_theme", "banner_img", "alias", "alias_name", "name",
    "sort", "custom_unit", "color", "custom_bg_color", "custom_fg_color", "background_color", "value",
))  # fmt: skip
LIKE_A_QUERY = re.compile(r"[\w*]:[\w$*\"(<>]|@\w|\w\{|\$\w|\) ?[-+*/]|\w\(")


@cache
def files(folder: Path) -> list[tuple[Path, dict[str, Json]]]:
    documents = [(path, json.loads(path.read_text("utf-8-sig"))) for path in sorted(folder.glob("assets/**/*.json"))]
    return [(path, value) for path, value in documents if isinstance(value, dict)]


def widget_queries(folder: Path) -> Iterator[tuple[dict[str, Json], str, tuple[QueryText, ...]]]:
    for _, value in files(folder):
        for widget in widgets_of(value):
            place = f"{widget.pointer}/definition"
            yield widget.definition, place, queries_of(widget.definition, place)


def texts(value: Json, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in PROSE and key != "widgets":
                yield from texts(item, f"{pointer}/{escaped(key)}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from texts(item, f"{pointer}/{at}")
    elif isinstance(value, str):
        yield pointer, value


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_every_query_of_a_dashboard_is_taken_apart(folder: Path) -> None:
    queries = [query for _, _, widget_rows in widget_queries(folder) for query in widget_rows]

    broken = {query.text for query in queries if query.parts.fault}

    assert broken == {text for name, text in NOT_READ if name == folder.name}


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_no_text_that_looks_like_a_query_is_passed_over(folder: Path) -> None:
    for definition, place, queries in widget_queries(folder):
        pointers = {query.pointer for query in queries}
        assert [
            text for pointer, text in texts(definition, place) if pointer not in pointers and LIKE_A_QUERY.search(text)
        ] == []


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_every_query_of_a_monitor_or_rule_is_taken_apart(folder: Path) -> None:
    for path, value in files(folder):
        definition, queries = value.get("definition"), value.get("queries")
        if isinstance(definition, dict) and "type" in definition:
            query = monitor_query(definition)
            assert (path.name, query.parts.fault) == (path.name, None)
            assert query.metrics or query.searches or query.check
        for item in queries if isinstance(queries, list) else []:
            assert isinstance(item, dict)
            assert parse_text(Language.SEARCH, str(item["query"])).fault is None


def test_metrics_of_real_boards_have_names_and_formulas_name_their_queries() -> None:
    for folder in listing_folders():
        for definition, _, queries in widget_queries(folder):
            for query in queries:
                if query.language is Language.METRIC:
                    assert query.parts.metrics, query.text
                if query.language is Language.FORMULA and "formulas" in query.pointer:
                    named = re.findall(r'"name": "([^"]+)"', json.dumps(definition))
                    assert set(query.parts.references) <= set(named), query.text
