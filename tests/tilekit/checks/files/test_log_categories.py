"""LP-030: categories, their ranges, and unused levels."""

import pytest

from tests.tilekit.checks.check_runs import findings_with
from tests.tilekit.checks.files.log_files import PIPELINE, with_logs
from tilekit.checks.finding import Finding
from tilekit.core.messages import render
from tilekit.pipeline.query import parse_log_search
from tilekit.queries.number_ranges import range_of

HEAD = "    - type: category-processor\n      name: Sort\n      enabled: true\n      target: kind\n      categories:\n"
FIRST = "/pipeline/processors/6/categories"


def category_findings(*categories: tuple[str, str], target: str = "kind", more: str = "") -> list[Finding]:
    rows = "".join(
        f"        - filter:\n            query: '{query}'\n          name: {name}\n" for name, query in categories
    )
    bundle = with_logs(PIPELINE + HEAD.replace("kind", target) + rows + more)
    return findings_with(bundle, "LP-030")


@pytest.mark.parametrize(
    "first,second,words",
    [
        ("@code:[200 TO 299]", "@code:[250 TO 399]", "overlaps"),
        ("@code:[200 TO 300]", "@code:[300 TO 399]", "overlaps"),
        ("@code:>=500", "@code:[400 TO 599]", "overlaps"),
        ("@code:[200 TO 599]", "@code:[400 TO 499]", "never matches"),
        ("@code:<500", "@code:404", "never matches"),
        ("@code:[* TO 500]", "@code:<=500", "never matches"),
        ("@code:up", "@code:up", "never matches"),
        ("*", "@code:up", "never matches"),
        ("@code:*", "@code:[1 TO 2]", "never matches"),
        ("@code:up*", "@code:upper", "never matches"),
        ("@code:(up OR down)", "@code:down", "never matches"),
        ("@code:up", "@code:up service:web", "never matches"),
        ("@code:up OR service:web", "service:web @a:b OR @code:up", "never matches"),
        ("@a:* @b:*", "@a:1 @b:2 @c:3", "never matches"),
    ],
)
def test_a_category_that_an_earlier_one_takes_from_is_told(first: str, second: str, words: str) -> None:
    (finding,) = category_findings(("a", first), ("b", second))

    assert (finding.pointer, finding.line) == (f"{FIRST}/1", 82)
    assert words in render(finding.message)


@pytest.mark.parametrize(
    "first,second",
    [
        ("@code:[200 TO 299]", "@code:[300 TO 399]"),
        ("@code:[200 TO 300}", "@code:[300 TO 399]"),
        ("@code:<300", "@code:>=300"),
        ("@code:[200 TO 299]", "@other:[200 TO 299]"),
        ("@code:[200 TO 299] service:web", "@code:[200 TO 299]"),
        ("@code:200", "@code:[200 TO 299]"),
        ("@took:>=5000", "@took:>=1000"),
        ("code:7", "code:[1 TO 9]"),
        ("@code:up", "@code:(up OR down)"),
        ("@code:up service:web", "@code:up"),
        ("-@code:up", "@code:up"),
        ("@code:up*", "@code:down"),
        ("@code:up\\*", "@code:upper"),
        ("@code:*", "@other:up"),
        ("up*", "upper"),
        ("@code:up", "-@code:up"),
    ],
)
def test_categories_that_do_not_meet_are_left_alone(first: str, second: str) -> None:
    # A single number before a range that contains it is a deliberate way to write "all others".
    assert category_findings(("a", first), ("b", second)) == []


def test_endless_queries_are_not_compared() -> None:
    words = " OR ".join(f"w{number}" for number in range(400))
    rows = [(f"c{number}", f"@a{number}:({words})") for number in range(20)]
    again = ("again", rows[0][1])

    assert [one.pointer for one in category_findings(rows[0], again)] == [f"{FIRST}/1"]
    assert category_findings(*rows, again) == []


def test_names_of_categories_differ() -> None:
    (finding,) = category_findings(("a", "@code:up"), ("b", "@code:down"), ("a", "@code:left"))

    assert finding.pointer == f"{FIRST}/2"
    assert render(finding.message) == "Two categories have the name a. Rename one of them."


def test_a_range_that_is_not_closed_is_told() -> None:
    (finding,) = category_findings(("a", "@code:[1 TO"))

    assert "cannot be read" in render(finding.message)


def test_a_range_that_begins_above_its_end_is_told() -> None:
    (finding,) = category_findings(("a", "@code:[599 TO 500]"), ("b", "@code:[400 TO 600]"))

    assert finding.pointer == f"{FIRST}/0"
    assert "begins above its end" in render(finding.message)


def test_levels_reach_the_status() -> None:
    levels = ("info", "@code:<400"), ("error", "@code:>=400")
    remapper = "    - type: status-remapper\n      name: S\n      enabled: true\n      sources: [kind]\n"

    (finding,) = category_findings(*levels)
    assert finding.pointer == "/pipeline/processors/6/target"
    assert category_findings(*levels, more=remapper) == []
    assert category_findings(("info", "@a:b"), ("other", "@c:d")) == []


@pytest.mark.parametrize("text", ["@a:[x TO y]", "@a:nan", "a:1", "@a:x", "@a:1 @b:2", "-@a:1"])
def test_what_is_no_range_of_numbers_is_none(text: str) -> None:
    assert range_of(parse_log_search(text)) is None
