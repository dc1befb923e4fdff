"""`tilekit submit` and `tilekit status` against the portal, if the draft already has the content."""

from pathlib import Path

import pytest
from django.utils import timezone

from jobs.models import LongRunningState
from listings.actions import withdraw_revision
from listings.models import Import, Submission
from listings.states.revision_states import RevisionState
from tests.api.commands.scene import BASE, Command, edit_manifest
from tests.api.submissions_scene import Partner
from tests.listings.scene import NOW
from tests.reviews.scene import InReview, pass_checks

pytestmark = pytest.mark.django_db


def scene(acme: Partner) -> InReview:
    return InReview(owner=acme.owner, revision_id=acme.revision.pk)


def passed(command: Command, acme: Partner) -> None:
    """Make the checks pass in the first pause, regardless of findings."""
    command.meanwhile = [lambda: pass_checks(acme.revision.pk)]
    command.always = lambda: None


def test_a_folder_is_submitted_and_its_checks_are_waited_for(command: Command, acme: Partner, folder: Path) -> None:
    ended = command.submit(folder, "--listing", str(acme.listing.pk), "--confirm", "all", "--note", "Tides only.")
    row = Submission.objects.get()
    assert (ended.code, ended.report["outcome"], ended.report["submission"]["id"]) == (0, "waiting", str(row.pk))
    assert ended.report["submission"]["digest"] == row.digest
    assert row.documents["submission"]["reviewer_note"] == "Tides only."
    assert acme.revision.state == RevisionState.IN_REVIEW


def test_people_read_what_happens_and_where_it_is(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    ended = command.run("submit", folder, "--confirm", "all")
    assert ended.code == 0
    assert ended.out.splitlines()[0] == "The checks passed. The listing is now in review."
    assert ended.out.splitlines()[-1].startswith(f"{BASE}/")
    assert "Submitting Acme Widget." in ended.err


def test_the_same_folder_again_follows_the_same_submission(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    first, again = (command.submit(folder, "--confirm", "all") for _ in range(2))
    assert (first.code, again.code, again.report["outcome"]) == (0, 0, "waiting")
    assert first.report["submission"]["id"] == again.report["submission"]["id"]
    assert Submission.objects.count() == 1


def test_what_is_missing_is_named(command: Command, acme: Partner, folder: Path) -> None:
    acme.revision.sections.filter(key="submission").update(document={})
    ended = command.submit(folder)
    assert (ended.code, ended.report["outcome"]) == (1, "refused")
    assert "submission.attest_accuracy" in ended.report["missing"]
    assert "--confirm submission.attest_accuracy" in command.run("submit", folder).out
    assert not Submission.objects.exists()


def test_nothing_is_to_be_confirmed_if_all_boxes_are(command: Command, acme: Partner, folder: Path) -> None:
    edit_manifest(folder, title="Acme Widget " * 5)

    ended = command.run("submit", folder, "--confirm", "all")

    assert ended.code == 1
    assert "--confirm" not in ended.out


def test_returned_content_is_not_submitted_again(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    command.submit(folder, "--confirm", "all")
    scene(acme).send_back(note="Say more.")
    ended = command.submit(folder, "--confirm", "all")
    assert (ended.code, ended.report["outcome"]) == (3, "returned")
    assert Submission.objects.count() == 1


def test_other_content_waits_or_takes_back_the_round(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    command.submit(folder, "--confirm", "all")
    (folder / "README.md").write_text((folder / "README.md").read_text().replace("Acme", "Acme Corp"))
    ended = command.submit(folder, "--confirm", "all")
    assert (ended.code, ended.report["outcome"], ended.report["submission"]) == (2, "error", None)
    assert "--withdraw" in ended.err
    assert "--replace" in ended.err
    assert "--withdraw" in ended.report["problem"]
    assert acme.revision.state == RevisionState.IN_REVIEW


def test_an_earlier_submission_is_withdrawn_after_the_dry_run(command: Command, acme: Partner, folder: Path) -> None:
    command.submit(folder, "--confirm", "all")
    edit_manifest(folder, title="Acme Widget " * 5)
    refused = command.submit(folder, "--confirm", "all", "--withdraw")
    assert (refused.code, refused.report["outcome"]) == (1, "refused")
    assert "MF-009" in {finding["code"] for finding in refused.report["findings"] if finding["severity"] == "blocker"}
    assert acme.revision.state == RevisionState.IN_REVIEW

    edit_manifest(folder, title="Tide Widget")
    ended = command.submit(folder, "--confirm", "all", "--withdraw")
    assert (ended.code, ended.report["outcome"]) == (0, "waiting"), ended
    assert Submission.objects.count() == 2


def test_an_earlier_submission_is_replaced_after_the_dry_run(command: Command, acme: Partner, folder: Path) -> None:
    command.submit(folder, "--confirm", "all")
    scene(acme).approve("engineering", now=timezone.now())
    opened_at = scene(acme).review("documentation").opened_at
    edit_manifest(folder, title="Acme Widget " * 5)
    refused = command.submit(folder, "--confirm", "all", "--replace")
    assert (refused.code, refused.report["outcome"]) == (1, "refused")
    assert acme.revision.state == RevisionState.IN_REVIEW

    edit_manifest(folder, title="Tide Widget")
    options = ["--confirm", "all", "--replace"]
    refused = command.submit(folder, *options, "--set", "support.maintainer_email=nonsense")
    assert (refused.code, [finding["severity"] for finding in refused.report["findings"]]) == (1, ["blocker"])
    assert command.submit(folder, *options, "--note", "x" * 4001).code == 2
    assert acme.revision.state == RevisionState.IN_REVIEW
    ended = command.submit(folder, "--confirm", "all", "--replace")

    assert (ended.code, ended.report["outcome"]) == (0, "waiting"), ended
    assert "Replacing the earlier submission." in ended.err
    assert Submission.objects.count() == 2
    assert scene(acme).review("documentation").opened_at == opened_at
    assert scene(acme).review("engineering").waiting_since is None
    both = command.submit(folder, "--replace", "--withdraw")
    assert both.code == 2


def test_nothing_is_withdrawn_that_could_not_be_submitted_again(command: Command, acme: Partner, folder: Path) -> None:
    command.submit(folder, "--confirm", "all")
    scene(acme).comment(path="support.support_email", is_blocking=True)
    edit_manifest(folder, title="Tide Widget")

    ended = command.submit(folder, "--confirm", "all", "--withdraw")

    assert (ended.code, ended.report["outcome"]) == (2, "error"), ended
    assert "A blocking comment has no reply yet." in ended.report["problem"]
    assert acme.revision.state == RevisionState.IN_REVIEW
    assert Submission.objects.count() == 1


def test_two_clients_may_withdraw_at_once(command: Command, acme: Partner, folder: Path) -> None:
    """Another client withdraws the submission during the dry run. The command starts over."""

    def withdraw() -> None:
        withdraw_revision(revision_id=acme.revision.pk, seen=None, by=acme.owner, now=NOW)

    command.submit(folder, "--confirm", "all")
    edit_manifest(folder, title="Tide Widget")
    jobs = command.always
    command.meanwhile = [lambda: (jobs(), withdraw())]

    ended = command.submit(folder, "--confirm", "all", "--withdraw")

    assert (ended.code, ended.report["outcome"]) == (0, "waiting"), ended
    assert Submission.objects.count() == 2


@pytest.fixture
def other_import(acme: Partner) -> Import:
    """An import into the draft that another client has requested and that is still running."""
    return Import.objects.create(
        organisation=acme.organisation,
        target=acme.revision,
        requested_by=acme.owner.id,
        state=LongRunningState.RUNNING,
        created_at=NOW,
    )


@pytest.mark.parametrize("title", ["", "Tide Widget"])
def test_an_import_of_another_client_is_waited_for(
    command: Command, folder: Path, other_import: Import, title: str
) -> None:
    """The portal refuses to submit the draft; with another title, the dry run reports that it would."""
    jobs = command.always

    def finish() -> None:
        other_import.state, other_import.finished_at = LongRunningState.REFUSED, NOW
        other_import.save()
        command.always = jobs

    if title:
        edit_manifest(folder, title=title)
    command.meanwhile = [*([jobs] if title else []), lambda: None, finish]
    command.always = jobs

    ended = command.submit(folder, "--confirm", "all")

    assert (ended.code, ended.report["outcome"]) == (0, "waiting"), ended


def test_the_wait_for_an_import_ends(command: Command, folder: Path, other_import: Import) -> None:
    ended = command.submit(folder, "--confirm", "all", "--max-wait", "1m")

    assert (ended.code, ended.report["outcome"]) == (5, "later"), ended
    assert "still being imported" in ended.report["problem"]
    assert command.seconds == 60


def test_the_wait_for_a_stage_ends(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    ended = command.submit(folder, "--confirm", "all", "--wait-for", "approved", "--max-wait", "10m")
    assert (ended.code, ended.report["outcome"], ended.report["submission"]["outcome"]) == (5, "later", "waiting")
    assert command.seconds == 600


def test_a_review_is_waited_for(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    command.meanwhile.append(lambda: scene(acme).approve_all())
    ended = command.submit(folder, "--confirm", "all", "--wait-for", "approved")
    assert (ended.code, ended.report["outcome"]) == (0, "sandbox")


def test_names_of_states_in_earlier_versions_still_work(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    ended = command.submit(folder, "--confirm", "all", "--wait-for", "checks")
    assert (ended.code, ended.report["outcome"]) == (0, "waiting")


def test_options_replace_values_of_the_draft(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    ended = command.submit(folder, "--confirm", "all", "--set", "support.maintainer_email=tide@acme.example")
    assert (ended.code, ended.report["outcome"]) == (0, "waiting"), ended
    assert Submission.objects.get().documents["support"]["maintainer_email"] == "tide@acme.example"
    assert "Saving support.maintainer_email." in ended.err


def test_status_shows_the_last_submission_of_a_folder(command: Command, acme: Partner, folder: Path) -> None:
    passed(command, acme)
    submission = command.submit(folder, "--confirm", "all").report["submission"]["id"]
    for words in (["--path", folder], [submission]):
        shown = command.run("status", *words, "--format", "json")
        assert (shown.code, shown.report["submission"]["id"], shown.report["outcome"]) == (0, submission, "waiting")


def test_status_finds_what_another_computer_submitted(command: Command, acme: Partner, folder: Path) -> None:
    acme.reach("draft") if acme.revision.state != RevisionState.DRAFT else None
    passed(command, acme)
    submission = command.submit(folder, "--confirm", "all").report["submission"]["id"]
    elsewhere = folder.rename(folder.parent / "elsewhere")
    assert command.run("status", "--path", elsewhere, "--format", "json").report["submission"]["id"] == submission
