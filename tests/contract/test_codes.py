"""The registry has every check of the catalogue, with its severity and stage.

codes.csv contains the catalogue: code, severity, stage and whether there is a fix.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tilekit.checks.catalogue import Check, all_checks, check_of
from tilekit.checks.check_examples import check_example
from tilekit.checks.finding import Stage
from tilekit.commands.checks import checks_markdown
from tilekit.platform_lists import rows

OURS = {"FD"}  # generated from field declarations
COUNTS = {
    "GEN": 12, "MF": 58, "RM": 46, "MD": 52, "SC": 17, "DB": 66, "MN": 28, "LP": 43, "LT": 12, "SR": 25, "SV": 15,
    "IM": 25, "LG": 21, "RN": 18, "WH": 30, "AC": 32, "OA": 22, "PR": 13, "EU": 8, "XC": 33,
}  # fmt: skip
# Code -> why its stage differs from the catalogue.
OTHER_STAGE = {
    "MN-028": ("deep", "a key that was published stays, and what is published is looked at by deep runs"),
    "OA-009": ("instant", "its form is told at once; only whether the page answers has to wait for a probe"),
}
# Code -> why its severity is lower than in the catalogue.
OTHER_SEVERITY = {
    "DB-027": ("advice", "a narrow graph is drawn all the same; the platform lets live boards have them"),
}
# Code -> why it offers no fix although the catalogue names one.
_RESULTS = "the results of samples would change, and what is declared in the tests is the partner's"
_HISTORY = "what was released is history: no fix renames it, moves it, dates it or makes one up"
_RELEASED = ("RN-005", "RN-009", "RN-011", "RN-012", "RN-013", "RN-014", "RN-015", "XC-026")
WITHOUT_FIX: dict[str, str] = {
    **dict.fromkeys(_RELEASED, _HISTORY),
    "LP-007": "a wider filter takes logs that the pipeline was not made for",
    **dict.fromkeys(("LP-014", "LP-015", "LP-016", "LP-017", "LP-019", "LP-021", "LP-022"), _RESULTS),
    **dict.fromkeys(("LP-029", "LP-032", "LP-035", "LT-005", "LT-006"), _RESULTS),
    "MN-015": "the query may lack the group, so that the variable is the right one",
    "SR-022": "what to do about a signal is for the partner to say",
    "XC-033": "how logs arrive is for the partner to say",
    "XC-016": "how a product is called is for the partner to say",
    "XC-019": "another aggregator shows another number",
    "XC-023": "no sample shows the attribute, so nobody can know that it is one to make a facet of",
    "DB-055": "a graph may be meant to show everything beside what is chosen",
    "DB-036": "the name may be a part of a longer one: of a component, or of another product",
    "DB-038": "the span may be that of what is measured, not of the graph",
    "IM-020": "the second item has a caption of its own; its picture may be the wrong one",
    "IM-021": "pages outside of the folder may show the picture",
    "MD-022": "what is counted per second is nowhere declared, and the per-unit is not the unit",
    "MD-023": "a fraction, a plain number or another per-unit may be meant",
    "MD-024": "a name is no declaration: the value may have another unit",
    "MD-025": "either the name or the declared unit may be right",
    "MD-036": "only the partner knows if high is better; 0 is an answer too",
    "MD-041": "a short name is for people, and the metric name is what they have already",
}

# Code -> why it has a fix that is not in the catalogue.
WITH_FIX = {
    "MD-053": "nothing but spaces says nothing",
    "DB-059": "a misspelled function or name of a query is as good as known",
    "MN-016": "a misspelled function is as good as known",
    "RM-023": "an address that is there and is not read needs a blank line before it, and nothing else",
    "WH-029": "the field of a wheel that is one too many is not shown, so nothing else takes it out",
}


# Code -> severity, stage and why the catalogue does not have it.
OURS_BEYOND = {
    "MD-053": (
        "blocker",
        "instant",
        "the platform takes spaces for a value, in whatever column",
    ),
    "MN-029": ("blocker", "instant", "the platform refuses such a monitor; the catalogue has it as advice in MN-019"),
}


def listed() -> dict[str, dict[str, str]]:
    with Path(__file__).with_name("codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def registered() -> dict[str, Check]:
    return {check.code: check for check in all_checks() if check.subject not in OURS}


def test_list_is_whole() -> None:
    assert Counter(code.partition("-")[0] for code in listed()) == COUNTS
    assert sum(COUNTS.values()) == 576


def test_every_code_is_of_the_catalogue_or_has_a_reason() -> None:
    assert set(registered()) == set(listed()) | set(OURS_BEYOND)
    assert set(listed()) & set(OURS_BEYOND) == set()


def test_every_check_is_as_hard_as_the_catalogue_says() -> None:
    found = {code: check.severity.value for code, check in registered().items()}
    asked = {code: row["severity"] for code, row in listed().items()}

    ours = {code: severity for code, (severity, _stage, _why) in OURS_BEYOND.items()}
    softer = {code: severity for code, (severity, _why) in OTHER_SEVERITY.items()}
    assert found == asked | softer | ours


def test_every_check_runs_when_the_catalogue_says() -> None:
    found = {code: check.stage.value for code, check in registered().items()}
    asked = {code: row["stage"] for code, row in listed().items()}

    ours = {code: stage for code, (_severity, stage, _why) in OURS_BEYOND.items()}
    assert found == asked | ours | {code: stage for code, (stage, _why) in OTHER_STAGE.items()}


def test_every_fix_of_the_catalogue_is_offered() -> None:
    found = {code for code, check in registered().items() if check.is_fixable}
    asked = {code for code, row in listed().items() if row["fix"] == "yes"}

    assert found == asked - set(WITHOUT_FIX) | set(WITH_FIX)


def test_every_check_has_an_example_of_bad_and_good() -> None:
    codes = {*listed(), *OURS_BEYOND}
    found = {code: check_example(code) for code in codes}

    assert [code for code, (bad, good) in found.items() if not bad or not good or bad == good] == []
    assert {row["code"] for row in rows("check_examples.csv")} == codes


def test_catalogue_shows_an_example_as_it_is_written() -> None:
    line = next(line for line in checks_markdown().splitlines() if 'id="rm-033"' in line)

    assert "&#60;iframe src=&#34;…&#34;&#62; | a link |" in line


@pytest.mark.parametrize("code", ["LG-021", "MN-008", "RN-016", "MF-017"])
def test_what_no_code_can_decide_is_asked_of_people(code: str) -> None:
    check = check_of(code)

    assert check.question
    assert (check.stage is Stage.REVIEWER) == (code != "MF-017")
