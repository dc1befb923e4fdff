"""Comments at the top of the log files bypass the checks that the platform has under other names."""

import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.files.log_files import CASES, PIPELINE, with_logs
from tilekit.bundle import Bundle
from tilekit.checks.logs.bypass_comments import bypassed_codes

DATELESS = PIPELINE.replace("    - type: date-remapper", "    - type: trace-id-remapper")


def codes(bundle: Bundle) -> set[str]:
    return {one.code for subject in ("LP", "LT") for one in findings_in(bundle, subject)}


@pytest.mark.parametrize(
    "head",
    [
        "# bypass-global-missing-date-remapper-checks\n",
        "# exported\n\n#bypass-missing-date-remapper-check\n---\n",
        "\ufeff# bypass-global-missing-date-remapper-checks\r\n",
        "## Bypass-Global-Missing-Date-Remapper-Checks\n",
        "# bypass-global-missing-date-remapper-checks: our logs have no date\n",
        "# bypass-grok-parser-count-per-pipeline-checks, bypass-missing-date-remapper-checks\n",
        "%YAML 1.2\n---\n# bypass-missing-date-remapper\n",
    ],
)
def test_comment_at_the_head_switches_a_check_off(head: str) -> None:
    assert bypassed_codes(f"{head}id: a\n") == {"LP-014"}


@pytest.mark.parametrize(
    "text",
    [
        "id: a\n# bypass-global-missing-date-remapper-checks\n",
        "# bypass-global-missing-date-remaper-checks\n",
        "# bypass-missing-date-remapper_2\n",
        f"# {'bypass-' * 1_400}_\n",
        "# see bypass-global-missing-date-remapper-checks\n",
        "a: '# bypass-global-missing-date-remapper-checks'\n",
        "",
    ],
)
def test_comment_elsewhere_or_of_another_name_does_nothing(text: str) -> None:
    assert bypassed_codes(text) == frozenset()


def test_comment_holds_for_its_check_in_both_files() -> None:
    comment = "# bypass-global-missing-date-remapper-checks\n"

    assert "LP-014" in codes(with_logs(DATELESS))
    assert codes(with_logs(comment + DATELESS)) == codes(with_logs(DATELESS)) - {"LP-014"}
    assert "LP-014" not in codes(with_logs(DATELESS, comment + CASES))


def test_comment_in_the_pipeline_holds_for_its_tests() -> None:
    serviceless = PIPELINE.replace("    - type: service-remapper", "    - type: trace-id-remapper")
    comment = "# bypass-global-no-service-config-checks\n"

    assert {"LP-016", "LT-007"} <= codes(with_logs(serviceless))
    assert not {"LP-016", "LT-007"} & codes(with_logs(comment + serviceless))


def test_date_that_was_not_read_may_be_meant() -> None:
    tests = CASES.replace("timestamp: 1704067200000", "timestamp: 1")

    assert "LT-011" in codes(with_logs(PIPELINE, tests))
    assert "LT-011" not in codes(with_logs(PIPELINE, f"# bypass-global-date-remapper-parse-failure-checks\n{tests}"))
