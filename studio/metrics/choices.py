"""The values that the metrics table offers for its columns."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from tilekit.checks.metrics.units import picker_units, symbols_of
from tilekit.platform_lists import lines


class CellChoice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value that a cell can have. words are other words by which people search for it."""

    value: str
    label: str = ""
    group: str = ""
    words: str = ""


def choices_by_column() -> Mapping[str, Sequence[CellChoice]]:
    """{column: choices}. A cell may have another value too; findings report it."""
    units = [CellChoice(value=unit, group=family, words=" ".join(symbols_of(unit))) for unit, family in picker_units()]
    orientations = {"1": _("Higher is better"), "0": _("Neutral"), "-1": _("Lower is better")}
    curated = lines("curated_metric_types.txt")
    return {
        "metric_type": [CellChoice(value=kind) for kind in lines("metric_types.txt")],
        "unit_name": units,
        "per_unit_name": units,
        "orientation": [CellChoice(value=value, label=orientations.get(value, "")) for value in ("1", "0", "-1")],
        "curated_metric": [CellChoice(value=value) for value in (*curated, "|".join(curated))],
    }
