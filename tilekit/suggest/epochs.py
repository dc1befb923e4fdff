"""Finds attributes with times since 1970 that are not in milliseconds, which the date remapper would read wrongly."""

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from tilekit.checks.logs.remapper_sources import EARLIEST_MS, LATEST_MS, named_for
from tilekit.core.fields import Json
from tilekit.pipeline.report import SampleResult

# Seconds, microseconds and nanoseconds, as operations that make milliseconds of them.
_FACTORS = {"* 1000": Decimal(1000), "/ 1000": Decimal("1e-3"), "/ 1000000": Decimal("1e-6")}


# Attributes that a formula can name without doubt.
_PLAIN_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_SECONDS_AS_TEXT = re.compile(r"1\d{9}(?:\.\d{1,9})?")


class EpochConversion(Struct, frozen=True, kw_only=True):
    """An attribute with times since 1970, and the operation that makes milliseconds of them; "" for seconds as text."""

    path: str
    operation: str

    @property
    def target(self) -> str:
        """The attribute with milliseconds."""
        return f"{self.path}_ms"

    @property
    def settings(self) -> dict[str, Json]:
        """The settings of the processor."""
        if self.operation:
            expression = f"{self.path} {self.operation}"
            return {
                "type": "arithmetic-processor", "expression": expression, "target": self.target,
                "replaceMissing": False,
            }  # fmt: skip
        rule = f"seconds %{{number:{self.target}:scale(1000)}}"
        return {
            "type": "grok-parser",
            "source": self.path,
            "samples": [],
            "grok": {"supportRules": "", "matchRules": rule},
        }


def epoch_conversions(results: Sequence[SampleResult], read: Collection[str]) -> list[EpochConversion]:
    """The conversions for values that are dates by their name and size, without attributes that are read as they are.

    The most likely date comes first.
    """
    operations = {
        path: list(_operations(values))
        for path, values in named_for("date-remapper", results)
        if path not in read and _PLAIN_PATH.fullmatch(path)
    }
    return [EpochConversion(path=path, operation=one[0]) for path, one in operations.items() if len(one) == 1]


def _operations(values: Sequence[Json]) -> Iterator[str]:
    """The operations that make plausible dates of all values."""
    if all(isinstance(value, str) and _SECONDS_AS_TEXT.fullmatch(value) for value in values):
        yield ""
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    for operation, factor in _FACTORS.items() if numbers else ():
        if all(EARLIEST_MS < Decimal(number) * factor < LATEST_MS for number in numbers):
            yield operation
