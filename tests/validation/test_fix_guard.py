"""A fix that the guard refuses changes nothing, and the reader sees the reason."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from common.actor import Actor, Role
from listings.editing.draft_fixes import DraftFixApplication
from listings.models import AppliedFix, Revision
from tests.listings.scene import member, organisation, reloaded
from tests.tilekit.listing import METADATA, base_files
from tests.validation.scene import ready_package
from tests.validation.test_fixes import applied_all, apply, draft_of, offered_request, reviewed_request
from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix
from tilekit.core.messages import Message, render
from validation.errors import FixFailed
from validation.fixes import FixRequest, proposal_of

pytestmark = pytest.mark.django_db
BOARD = "assets/dashboards/acme_widget_overview.json"


@pytest.fixture
def by(data_dir: Path) -> Actor:
    return member(organisation(), Role.EDITOR)


def test_fix_that_leaves_its_finding_is_refused(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = draft_of(by, ready_package())
    fix_request, version = reviewed_request(revision, "MN-014"), reloaded(revision).version
    monkeypatch.setattr(
        "listings.editing.draft_fixes.DraftFixApplication.carry_out", lambda _self, bundle, _fixes: bundle
    )

    with pytest.raises(FixFailed):
        apply(revision, fix_request, by)

    assert reloaded(revision).version == version
    assert not AppliedFix.objects.exists()


def test_refused_fix_names_what_would_be_new(by: Actor) -> None:
    content = METADATA.replace("acme_widget.queue.depth", "acme_widget.queue.Depth ").encode()
    revision = draft_of(by, ready_package(**{"metadata.csv": content}))
    one = offered_request(revision, "MD-010")

    with pytest.raises(FixFailed) as pressed:
        apply(revision, one, by)
    errors = []
    for fix_request in (one, FixRequest(code="MD-010", is_for_all=True)):
        with pytest.raises(FixFailed) as shown:
            proposal_of(_loaded(revision), fix_request)
        errors.append(str(shown.value))

    assert "XC-007 in manifest.json: acme_widget.queue.depth is not in your metrics file." in str(pressed.value)
    assert errors == [str(pressed.value)] * 2
    assert not AppliedFix.objects.exists()


def _loaded(revision: Revision) -> Revision:
    return Revision.objects.select_related("listing").get(pk=revision.pk)


def test_fix_of_several_says_what_it_leaves_and_why(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    carry_out = DraftFixApplication.carry_out

    def spares_metrics(self: DraftFixApplication, bundle: Bundle, fixes: Sequence[Fix]) -> Bundle:
        return carry_out(self, bundle, [fixon for fixon in fixes if fixon.edits[0].file != "metadata.csv"])

    monkeypatch.setattr(DraftFixApplication, "carry_out", spares_metrics)
    files = {path: base_files()[path].replace(b"\n", b"\r\n") for path in (BOARD, "metadata.csv")}

    done = applied_all(draft_of(by, ready_package(**files)), "GEN-004", by)

    assert (done.finding_count, done.unresolved["n"]) == (1, 1)
    assert [render(Message.from_json(reason)).partition(" endings")[0] for reason in done.unresolved["why"]] == [
        "The fix would not solve the problem: This file uses Windows line"
    ]
