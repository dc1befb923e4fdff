"""Recognises the columns of a table of metrics by their header or by their values."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from tilekit.suggest.metric_cells import TYPES, orientation_of, unit_pair_of

NAME_COLUMN = "metric_name"
# The share of the values in a column that must match.
_MOST_VALUES = 0.7
# The average number of words in a column from which it contains sentences rather than names.
_LEAST_WORDS = 2
METRIC_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[._:/-][A-Za-z0-9_]+)*\.?")
DOTTED_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._:/-]+[A-Za-z0-9]+)+")
_ASIDE = re.compile(r"\s*[(\[（].*?[)\]）]")
_JOINTS_IN_HEADER = re.compile(r"[\W_]+")
_NAMES_BY_COLUMN: Mapping[str, str] = {
    "metric_name": "metricname metric name metrics key nom métrique nomdelamétrique metrik metrikname metriken "
    "kennzahl messgröße métrica nombre nomedamétrica メトリクス名 メトリクス メトリック名 名前",
    "metric_type": "metrictype type kind instrument typedemétrique typ metriktyp art tipo tipodemétrica 種類 種別 "
    "タイプ メトリクスタイプ",
    "interval": "interval intervals period flushinterval intervalle intervall messintervall intervalo 間隔",
    "unit_name": "unitname unit units unité unités einheit einheiten maßeinheit unidad unidade 単位",
    "per_unit_name": "perunitname perunit per unitper parunité proeinheit",
    "description": "description descriptions desc help helptext documentation meaning details summary comment "
    "beschreibung bedeutung erklärung bemerkung descripción descrição 説明",
    "orientation": "orientation direction polarity ausrichtung richtung orientierung 方向",
    "integration": "integration intégration インテグレーション",
    "short_name": "shortname displayname label nomcourt kurzname anzeigename 短縮名",
    "curated_metric": "curatedmetric curated",
    "sample_tags": "sampletags tags labels dimensions tagkeys étiquettes balises etiquetas schlagwörter タグ",
}
_COLUMN_BY_NAME = {name: column for column, names in _NAMES_BY_COLUMN.items() for name in names.split()}


def columns_of_header(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The column that each cell of a header means; "" for unknown names and for a column that comes again."""
    meant: list[str] = []
    for cell in cells:
        column = cell if cell in columns else _COLUMN_BY_NAME.get(_plain(cell), "")
        meant.append(column if column in columns and column not in meant else "")
    return meant


def is_header(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether the cells are names of columns: the one of the metric names, two others, or the only one."""
    meant = [column for column in columns_of_header(cells, columns) if column]
    return NAME_COLUMN in meant or len(meant) > 1 or len(meant) == len([cell for cell in cells if cell]) == 1


def has_other_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is a header with unknown names: its cell above the metric names is not such a name."""
    body = rows[1:]
    index = next((i for i in range(len(rows[0])) if _share(body, i, DOTTED_NAME.fullmatch) > _MOST_VALUES), None)
    return index is not None and not DOTTED_NAME.fullmatch(rows[0][index])


def with_described(named: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[str]) -> list[str]:
    """The columns of a header, in which a column of sentences with an unknown name is the missing description."""
    meant = list(named)
    if "description" not in meant:
        _assign_description(meant, rows, columns, least_words=_LEAST_WORDS)
    return meant


def columns_of_values(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> list[str]:
    """The column that the values below each other mean; "" if uncertain. The values of a whole row are in its order."""
    width = len(rows[0]) if rows else 0
    meant = [""] * width
    for column, matches in _VALUES_BY_COLUMN.items():
        if column in columns:
            _assign(column, meant, rows=rows, matches=matches)
    # A single word is a name only if it cannot be something else.
    if NAME_COLUMN not in meant and (width == 1 or "metric_type" in meant):
        _assign(NAME_COLUMN, meant, rows=rows, matches=METRIC_NAME.fullmatch)
    _assign_description(meant, rows, columns, least_words=0)
    is_whole_row = width == len(columns) and meant[0] == columns[0] and sum(map(bool, meant)) > 2
    return list(columns) if is_whole_row else meant


def _assign_description(
    meant: list[str], rows: Sequence[Sequence[str]], columns: Sequence[str], *, least_words: float
) -> None:
    """Assign the description to the free place with the longest texts, if they have more than the least words."""
    texts = [i for i, column in enumerate(meant) if not column and _text_length(rows, i) > least_words]
    if "description" in columns and texts:
        meant[max(texts, key=lambda i: _text_length(rows, i))] = "description"


def _assign(column: str, meant: list[str], *, rows: Sequence[Sequence[str]], matches: Callable[[str], object]) -> None:
    """Assign the column to the first free place whose values match, and names to the place with the most of them."""
    free = [i for i in range(len(meant)) if not meant[i] and _share(rows, i, matches) > _MOST_VALUES]
    if free:
        meant[max(free, key=lambda i: _uniqueness(rows, i)) if column == NAME_COLUMN else free[0]] = column


def _is_unit(text: str) -> bool:
    return bool(unit_pair_of(text)[0])


_VALUES_BY_COLUMN: Mapping[str, Callable[[str], object]] = {
    NAME_COLUMN: lambda text: DOTTED_NAME.fullmatch(text) and text.lower() not in TYPES and not _is_unit(text),
    "metric_type": lambda text: text.lower() in TYPES,
    "orientation": orientation_of,
    "interval": str.isdecimal,
    "unit_name": _is_unit,
    "per_unit_name": _is_unit,
}


def _share(rows: Sequence[Sequence[str]], index: int, matches: Callable[[str], object]) -> float:
    """The share of the values in a column that match; 0 without values."""
    values = [row[index] for row in rows if row[index]]
    return sum(1 for value in values if matches(value)) / len(values) if values else 0


def _uniqueness(rows: Sequence[Sequence[str]], index: int) -> tuple[int, int]:
    """Ranks columns that can contain the names of metrics: these differ and have dots."""
    values = {row[index] for row in rows}
    return sum("." in value for value in values), len(values)


def _text_length(rows: Iterable[Sequence[str]], index: int) -> float:
    """The average number of words in a column."""
    words = [len(row[index].split()) for row in rows if row[index]]
    return sum(words) / len(words) if words else 0


def _plain(cell: str) -> str:
    return _JOINTS_IN_HEADER.sub("", _ASIDE.sub("", cell).lower())
