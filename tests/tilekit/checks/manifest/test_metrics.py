import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.manifest.cases import INTEGRATION, B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import REMOVED, listing
from tilekit.checks.finding import Scope

CASES = [
    case(
        "MF-043",
        B,
        {f"{INTEGRATION}/metrics/prefix": ""},
        '"prefix"',
        f"{INTEGRATION}/metrics/prefix",
        path="data.metric_prefix",
        fixed_to='"prefix": "acme_widget.queue."',
    ),
    case(
        "MF-043",
        B,
        {f"{INTEGRATION}/metrics/prefix": "acmé."},
        '"prefix"',
        f"{INTEGRATION}/metrics/prefix",
        path="data.metric_prefix",
    ),
    case(
        "MF-044",
        W,
        {f"{INTEGRATION}/metrics/prefix": "acme_widget"},
        '"prefix"',
        f"{INTEGRATION}/metrics/prefix",
        path="data.metric_prefix",
        fixed_to='"prefix": "acme_widget."',
    ),
    case(
        "MF-045",
        W,
        {f"{INTEGRATION}/metrics/prefix": "jvm."},
        '"prefix"',
        f"{INTEGRATION}/metrics/prefix",
        path="data.metric_prefix",
    ),
    case(
        "MF-046",
        B,
        {f"{INTEGRATION}/metrics/metadata_path": "metrics.csv"},
        '"metadata_path": "metrics.csv"',
        f"{INTEGRATION}/metrics/metadata_path",
        path="data.metadata_csv",
        fixed_to='"metadata.csv"',
    ),
    case(
        "MF-046",
        B,
        {f"{INTEGRATION}/metrics/metadata_path": REMOVED},
        '"metrics": {',
        f"{INTEGRATION}/metrics/metadata_path",
        path="data.metadata_csv",
        fixed_to='"metadata.csv"',
    ),
    case(
        "MF-047",
        B,
        {f"{INTEGRATION}/metrics/check": ""},
        '"check"',
        f"{INTEGRATION}/metrics/check",
        path="data.metric_check",
        fixed_to='"check": "acme_widget.queue.',
    ),
    case(
        "MF-047",
        B,
        {f"{INTEGRATION}/metrics/check": []},
        '"check"',
        f"{INTEGRATION}/metrics/check",
        path="data.metric_check",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_metrics_ask_for_prefix_and_check_in_a_submission() -> None:
    bundle = listing(manifest={f"{INTEGRATION}/metrics": {}}, files={"metadata.csv": None})

    assert findings_in(bundle, "MF") == []
    codes = [finding.code for finding in findings_in(bundle, "MF", scope=Scope.SUBMISSION)]
    assert codes == ["MF-047", "MF-043"]
