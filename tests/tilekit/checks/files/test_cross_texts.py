"""Texts about logs, and names that begin or end with punctuation."""

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with
from tests.tilekit.listing import METADATA, README, listing

PREFIX = "/assets/integration/metrics/prefix"


@pytest.mark.parametrize(
    "text,sends",
    [
        ("None.", False),
        ("N/A", False),
        ("Acme Widget does not include any logs.", False),
        ("Acme Widget doesn't currently send logs to the platform.", False),
        ("Logs arrive by HTTP.", True),
        ("Acme Widget does not rotate its logs. Set up the Agent to read them.", True),
    ],
)
def test_a_section_that_denies_logs_sends_none(text: str, sends: bool) -> None:
    readme = README.replace("### Events", f"### Logs\n\n{text}\n\n### Events")
    codes = [one.code for one in findings_in(listing(files={"README.md": readme}), "XC")]

    assert codes == ["XC-008"] * sends


@pytest.mark.parametrize("name", ["#1 Widget", "Widget!", "(Widget)", "Acme C++", "Widget*"])
def test_a_name_may_begin_and_end_with_a_sign(name: str) -> None:
    readme = README.replace("# Acme Widget\n", f"# {name}\n")
    findings = findings_in(listing(manifest={"/tile/title": name}, files={"README.md": readme}), "XC")

    assert "XC-016" not in {one.code for one in findings}


def test_a_prefix_that_metrics_have_is_not_one_of_none() -> None:
    """Another check reports these names, because the platform removes their leading digit."""
    rows = METADATA.replace("acme_widget.queue", "3cx.queue")
    findings = findings_in(listing(manifest={PREFIX: "3cx."}, files={"metadata.csv": rows}), "XC")

    assert "XC-014" not in {one.code for one in findings}


def test_a_prefix_that_no_metric_can_have_is_named() -> None:
    (finding,) = findings_with(listing(manifest={PREFIX: "nørd."}), "MF-043")

    assert (finding.message.id, finding.fix) == (
        (
            "The metric prefix {p} contains characters that are not allowed in metric names. "
            "Use letters, digits, underscores and dots."
        ),
        None,
    )
