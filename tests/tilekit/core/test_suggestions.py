"""“Did you mean” suggestions."""

from difflib import get_close_matches

import pytest

from tilekit.core.suggestions import MAX_WORD_LENGTH, closest_word
from tilekit.platform_lists import lines

METRICS = [f"acme.{part}.{kind}.{unit}" for part in ("queue", "pool", "job") for kind in ("depth", "age", "wait")
           for unit in ("count", "max", "avg", "bytes")]  # fmt: skip


@pytest.mark.parametrize(
    "word,meant",
    [
        ("acme.queue.dept.count", "acme.queue.depth.count"),
        ("acme.pool.age.byte", "acme.pool.age.bytes"),
        ("acme.jobs.wait.max", "acme.job.wait.max"),
        ("something else", ""),
        ("", ""),
        ("x" * (MAX_WORD_LENGTH + 1), ""),
    ],
)
def test_nearest_finds_what_was_meant(word: str, meant: str) -> None:
    assert closest_word(word, METRICS, cutoff=0.8) == meant


def test_nearest_of_nothing_is_nothing() -> None:
    assert closest_word("a", []) == ""


def test_nearest_is_what_comparing_with_all_finds() -> None:
    units = lines("units.txt")
    for unit in units[:120]:
        wrong = unit[:-1] + "x"
        whole = get_close_matches(wrong, units, n=1, cutoff=0.75)
        assert closest_word(wrong, units, cutoff=0.75) == (whole[0] if whole else "")
