"""Where the bars and the line of a chart are. The `chart` component draws them as SVG.

The chart is as wide as its column: horizontal places are percentages, so that texts keep their size on narrow pages.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

_TOP_PX, _PLOT_PX = 24, 120
CHART_BOTTOM_PX = _TOP_PX + _PLOT_PX
_BAR_SHARE = 0.56
_MOST_LABELS = 8


class ChartPoint(Struct, frozen=True, kw_only=True):
    """A place on the horizontal axis. bar and line are its two values, None without data; text describes both."""

    label: str
    text: str
    bar: float | None
    line: float | None = None


class ChartBar(Struct, frozen=True, kw_only=True):
    """A bar with its label. x, width and center are percentages of the width; y and height are pixels.

    is_optional labels are hidden on narrow pages.
    """

    x: float
    width: float
    center: float
    y: float
    height: float
    label: str
    text: str
    is_optional: bool


class ChartStep(Struct, frozen=True, kw_only=True):
    """A part of the line, from one point with data to the next. x are percentages, y pixels."""

    x1: float
    y1: float
    x2: float
    y2: float


class Chart(Struct, frozen=True, kw_only=True):
    """A chart with a bar and a point of a line for each place. id is unique on the page.

    top is the text of the highest value. description says what the chart shows, in addition to the table next to it.
    """

    id: str
    title: str
    description: str
    bar_name: str
    line_name: str
    top: str
    points: Sequence[ChartPoint]

    @property
    def bars(self) -> Iterator[ChartBar]:
        """The bars, also empty ones, for their labels."""
        for number, point in enumerate(self.points):
            y = self._y(point.bar or 0)
            yield ChartBar(
                x=_rounded((number + (1 - _BAR_SHARE) / 2) * self._slot),
                width=_rounded(_BAR_SHARE * self._slot),
                center=self._center(number),
                y=y,
                height=_rounded(CHART_BOTTOM_PX - y),
                label=point.label,
                text=point.text,
                is_optional=len(self.points) > _MOST_LABELS and (len(self.points) - 1 - number) % 2 == 1,
            )

    @property
    def dots(self) -> list[tuple[float, float]]:
        """(x as a percentage, y in pixels) of the points of the line."""
        return [
            (self._center(number), self._y(point.line))
            for number, point in enumerate(self.points)
            if point.line is not None
        ]

    @property
    def steps(self) -> list[ChartStep]:
        """The parts of the line."""
        return [ChartStep(x1=x1, y1=y1, x2=x2, y2=y2) for (x1, y1), (x2, y2) in pairwise(self.dots)]

    @property
    def _slot(self) -> float:
        return 100 / max(1, len(self.points))

    @property
    def _highest(self) -> float:
        return max((value for point in self.points for value in (point.bar, point.line) if value), default=1)

    def _center(self, number: int) -> float:
        return _rounded((number + 0.5) * self._slot)

    def _y(self, value: float) -> float:
        return _rounded(CHART_BOTTOM_PX - _PLOT_PX * value / self._highest)


def _rounded(number: float) -> float:
    return round(number, 2)
