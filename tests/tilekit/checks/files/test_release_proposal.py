"""The release note that is proposed for a changed listing."""

import json
from datetime import date

import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.listing import CHANGELOG, DASHBOARD, METADATA, base_files, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Finding
from tilekit.checks.release_notes.proposal import proposed_changes

LIVE = listing()
TODAY = date(2026, 5, 1)
ROW = "acme_widget.queue.{},gauge,,message,,Messages.,0,acme_widget,{},,queue\n"
MORE = METADATA + "".join(ROW.format(name, name) for name in ("age", "errors", "size"))
BOARD = "assets/dashboards/acme_widget_overview.json"


def proposal(bundle: Bundle) -> Finding:
    context = Context(published=LIVE, today=TODAY)
    return next(finding for finding in findings_in(bundle, "RN", context=context) if finding.code == "RN-015")


def changelog_after(finding: Finding) -> str:
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    return CHANGELOG[: edit.start] + edit.replacement + CHANGELOG[edit.end :]


def changed_board() -> bytes:
    return json.dumps({**DASHBOARD, "description": "Other words."}).encode()


@pytest.mark.parametrize(
    "files, changes",
    [
        (
            {"metadata.csv": MORE},
            {"Added": ["Added 3 metrics: acme_widget.queue.age, acme_widget.queue.errors and acme_widget.queue.size"]},
        ),
        (
            {"metadata.csv": METADATA.replace("Messages that wait", "All messages that wait")},
            {"Fixed": ["Corrected the metadata of the metric acme_widget.queue.depth"]},
        ),
        (
            {"metadata.csv": METADATA.replace("depth,gauge", "depth,count")},
            {"Changed": ["Changed the type of the metric acme_widget.queue.depth"]},
        ),
        (
            {"metadata.csv": METADATA.replace("acme_widget.queue.consumers", "acme_widget.queue.zero")},
            {
                "Added": ["Added the metric acme_widget.queue.zero"],
                "Removed": ["Removed the metric acme_widget.queue.consumers"],
            },
        ),
        ({BOARD: changed_board()}, {"Changed": ["Changed the dashboard Acme Widget Overview"]}),
        (
            {"README.md": base_files()["README.md"].replace(b"Connect your account", b"Connect one account")},
            {"Fixed": ["Updated: Setup instructions"]},
        ),
        ({"notes.txt": b"x"}, {"Fixed": ["Updated other files"]}),
    ],
)
def test_sentences_name_what_has_changed(files: dict[str, str | bytes], changes: dict[str, list[str]]) -> None:
    assert proposed_changes(LIVE, listing(files=files)) == changes


@pytest.mark.parametrize(
    "files, version",
    [({"metadata.csv": MORE}, "1.1.0"), ({BOARD: changed_board()}, "2.0.0"), ({"notes.txt": b"x"}, "1.0.1")],
)
def test_blocker_names_the_version_and_its_fix_adds_it(files: dict[str, str | bytes], version: str) -> None:
    finding = proposal(listing(files=files))

    assert finding.message.parameters["next"] == version
    assert f"\n## {version} / 2026-05-01\n" in changelog_after(finding)


def test_fix_writes_all_types_of_changes() -> None:
    bundle = listing(files={"metadata.csv": MORE, "README.md": base_files()["README.md"].replace(b"Need", b"Want")})

    text = changelog_after(proposal(bundle))

    assert text.startswith("# CHANGELOG - Acme Widget\n\n## 1.1.0 / 2026-05-01\n\n***Added***:\n\n* Added 3 metrics")
    assert "\n\n***Fixed***:\n\n* Updated: Support details\n\n## 1.0.0 / 2025-03-01\n" in text
