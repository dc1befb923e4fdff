import sys

import pytest

from bench.measures import Measure, parse_measures, percentile, print_measures, spread, table


@pytest.mark.parametrize("values, percent, expected", [([3, 1, 2], 50, 2), (range(1, 101), 95, 95), ([7], 95, 7)])
def test_percentile_is_a_value_that_was_measured(values: list[int], percent: int, expected: int) -> None:
    assert percentile(list(values), percent) == expected


def test_measures_reach_the_process_that_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    measures = spread("save", [1.0, 2.0, 9.0], unit="ms", target=5, note="three saves")

    sys.stdout.write("something else\n")
    print_measures(*measures)

    assert parse_measures(capsys.readouterr().out) == measures
    assert [(measure.what, measure.value, measure.target) for measure in measures] == [
        ("save, p50", 2.0, 0),
        ("save, p95", 9.0, 5),
    ]


def test_table_says_which_target_was_missed() -> None:
    lines = table(
        [
            Measure(what="start", value=1.24, unit="s", target=5),
            Measure(what="save", value=9, unit="ms", target=5, note="slow"),
            Measure(what="size", value=12_000, unit="kB"),
        ]
    ).splitlines()

    assert [line.split() for line in lines] == [
        ["measurement", "value", "target", "note"],
        ["start", "1.2", "s", "<=", "5"],
        ["save", "9.0", "ms", "<=", "5", "(missed)", "slow"],
        ["size", "12,000.0", "kB", "-"],
    ]
