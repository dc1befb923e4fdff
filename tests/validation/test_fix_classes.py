"""Safe fixes are applied immediately and all together; a suggested one only as somebody has reviewed it."""

from pathlib import Path
from uuid import uuid4

import pytest

from common.actor import Actor, Role
from listings.actions import save_section
from listings.models import AppliedFix, Revision
from tests.listings.scene import NOW, member, organisation
from tests.tilekit.listing import METADATA
from tests.validation.scene import ready_package, untidy_files
from tests.validation.test_fixes import applied, apply, contents, draft_of, findings_of, offered_request, reviewed, undo
from tilekit.core.messages import Message, render
from validation.errors import FixNotShown
from validation.fixes import FixRequest
from validation.models import CheckRollout, RolloutMode, Waiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(data_dir: Path) -> Actor:
    return member(organisation(), Role.EDITOR)


def test_suggested_fix_is_not_applied_unseen(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    fix_request = offered_request(revision, "MN-014")

    with pytest.raises(FixNotShown):
        apply(revision, fix_request, by)

    assert not AppliedFix.objects.exists()


def test_suggested_fix_is_not_applied_to_another_sentence(by: Actor) -> None:
    """The fix of a full stop is not applied to the full stop of another sentence."""
    revision = draft_of(by, ready_package())
    described(revision, "Watch how deep your queues are.", by)
    fix_request = offered_request(revision, "MF-016")
    fix_request = reviewed(revision, fix_request)
    described(revision, "Count the messages that wait.", by)

    with pytest.raises(FixNotShown):
        apply(revision, fix_request, by)

    applied(revision, reviewed(revision, fix_request), by)
    assert not findings_of(revision, "MF-016")


def described(revision: Revision, text: str, by: Actor) -> None:
    changes = {"short_description": text}
    save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=by, now=NOW)


def test_suggested_fixes_of_one_code_are_not_applied_together_unseen(by: Actor) -> None:
    revision = draft_of(by, ready_package())

    with pytest.raises(FixNotShown):
        apply(revision, FixRequest(code="MN-014", is_for_all=True), by)

    applied(revision, reviewed(revision, FixRequest(code="MN-014", is_for_all=True)), by)
    assert not findings_of(revision, "MN-014")


def untidy(by: Actor) -> Revision:
    return draft_of(by, ready_package(**untidy_files()))


TIDY = FixRequest(code="", is_for_all=True, is_formatting=True)


def test_all_that_only_tidies_is_one_act(by: Actor) -> None:
    revision = untidy(by)
    before = contents(revision)

    done = applied(revision, TIDY, by)

    assert (done.finding_count, render(Message.from_json(done.title))) == (3, "Tidy up")
    after = contents(revision)
    assert (after["metadata.csv"], b"[guide](" in after["README.md"]) == (METADATA.encode(), False)
    undo(revision, done, by)
    assert contents(revision) == before


def test_advice_about_encoding_is_tidied_and_a_blocker_is_not(by: Actor) -> None:
    files = {"assets/names.csv": "name\nCafé\n".encode("utf-16"), "tests/names.csv": "name\nCafé\n".encode("utf-16")}
    revision = draft_of(by, ready_package(**files))
    before = contents(revision)
    levels = {finding.file: finding.severity.value for finding in findings_of(revision, "GEN-003")}

    done = applied(revision, TIDY, by)

    assert done.finding_count == 1
    assert levels == {"assets/names.csv": "blocker", "tests/names.csv": "advice"}
    assert contents(revision) == {**before, "tests/names.csv": "name\nCafé\n".encode()}


def test_what_is_waived_or_observed_stays_when_all_else_is_tidied(by: Actor) -> None:
    revision = untidy(by)
    (mark,) = [finding.fingerprint for finding in findings_of(revision, "RM-026")]
    given = {"origin": mark, "code": "RM-026", "reason": "Fine", "by": uuid4(), "at": NOW}
    Waiver.objects.create(listing=revision.listing, fingerprint=mark, **given)
    CheckRollout.objects.update_or_create(code="MD-047", defaults={"mode": RolloutMode.OBSERVE, "at": NOW})
    before = contents(revision)

    done = applied(revision, TIDY, by)

    assert done.finding_count == 1
    after = contents(revision)
    assert after == {**before, "metadata.csv": before["metadata.csv"].replace(b"\r\n", b"\n")}
