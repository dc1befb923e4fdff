from page_parts.charts import CHART_BOTTOM_PX, Chart, ChartPoint, ChartStep


def chart(*values: tuple[float | None, float | None]) -> Chart:
    points = [ChartPoint(label=str(at), text="", bar=bar, line=line) for at, (bar, line) in enumerate(values)]
    return Chart(id="a", title="", description="", bar_name="", line_name="", top="", points=points)


def test_highest_value_fills_the_chart() -> None:
    bars = list(chart((30, 60), (15, 20)).bars)

    assert [(bar.y, bar.height) for bar in bars] == [(84, 60), (114, 30)]
    assert [(bar.x, bar.width, bar.center) for bar in bars] == [(11, 28, 25), (61, 28, 75)]


def test_line_goes_from_each_point_with_data_to_the_next() -> None:
    assert chart((30, 60), (None, None), (15, 30)).steps == [ChartStep(x1=16.67, y1=24, x2=83.33, y2=84)]


def test_places_without_data_have_a_label_only() -> None:
    bars = list(chart((None, None), (0, 0)).bars)

    assert [(bar.y, bar.height, bar.label) for bar in bars] == [(CHART_BOTTOM_PX, 0, "0"), (CHART_BOTTOM_PX, 0, "1")]


def test_every_second_of_many_labels_is_optional_and_the_last_is_not() -> None:
    assert [bar.is_optional for bar in chart(*[(1, 2)] * 9).bars] == [False, True] * 4 + [False]
    assert not any(bar.is_optional for bar in chart(*[(1, 2)] * 8).bars)
