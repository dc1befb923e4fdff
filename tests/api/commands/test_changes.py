"""`tilekit submit` with a folder that differs from the content of the portal."""

import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from common.actor import Role, TeamRole
from listings.actions import save_section
from listings.models import Listing, Submission
from listings.states.revision_states import RevisionState
from tests.accounts.factories import owner_of
from tests.api.commands.scene import Command, add_version, edit_manifest, exported
from tests.api.factories import caller_of
from tests.api.submissions_scene import Partner
from tests.listings.scene import NOW
from tests.reviews.scene import reviewer_for
from tests.sandboxes.scene import partner as make_partner
from tests.transitions import reject_revision
from tilekit.commands.submit import portal

pytestmark = pytest.mark.django_db


def test_only_what_differs_is_sent(command: Command, acme: Partner, folder: Path) -> None:
    edit_manifest(folder, title="Tide Widget")
    ended = command.submit(folder, "--confirm", "all")
    assert (ended.code, ended.report["outcome"]) == (0, "waiting")
    assert Submission.objects.get().documents["overview"]["title"] == "Tide Widget"
    assert len([call for call in command.calls if "/parts/" in call]) == 1


def test_a_blocker_of_the_dry_run_leaves_the_draft_alone(command: Command, acme: Partner, folder: Path) -> None:
    before = acme.revision.version
    edit_manifest(folder, title="Acme Widget " * 5)
    ended = command.submit(folder, "--confirm", "all")
    assert (ended.code, ended.report["outcome"]) == (1, "refused")
    assert "MF-009" in {finding["code"] for finding in ended.report["findings"] if finding["severity"] == "blocker"}
    assert (acme.revision.version, acme.revision.state) == (before, RevisionState.DRAFT)
    shown = command.run("submit", folder)
    assert (shown.code, "MF-009" in shown.out) == (1, True)


def test_an_edit_at_the_same_moment_is_met_again(command: Command, acme: Partner, folder: Path) -> None:
    def edit() -> None:
        changes = {"short_description": "Typed in the wizard"}
        save_section(
            revision_id=acme.revision.pk, key="overview", version=None, changes=changes, by=acme.owner, now=NOW
        )

    edit_manifest(folder, title="Tide Widget")
    jobs = command.always
    command.meanwhile = [jobs, lambda: (edit(), jobs())]  # after the dry run, before the import
    ended = command.submit(folder, "--confirm", "all")
    assert (ended.code, ended.report["outcome"]) == (0, "waiting")
    assert Submission.objects.get().documents["overview"]["short_description"] != "Typed in the wizard"
    assert len([call for call in command.calls if call.endswith("/dry-runs")]) > 1


def test_a_new_listing_is_created_once(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The listing is not created again if the command is killed after the portal has accepted the import."""
    organisation = make_partner("Tides")
    command.key(caller_of(organisation, owner_of(organisation)))
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("acme-widget", "tide-widget"))
    unknown = command.submit(folder)
    assert (unknown.code, "--new" in unknown.err) == (2, True)

    def killed(*_: object) -> httpx.Response:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tilekit.commands.submit.listing_lookup.wait_for_job", killed)
        assert command.submit(folder, "--new").code == 130
    ended = command.submit(folder, "--new")
    assert Listing.objects.filter(organisation=organisation).count() == 1
    assert ended.report["outcome"] == "refused"  # fields that no folder contains are empty
    assert ended.report["listing"]["id"] == str(Listing.objects.get(organisation=organisation).pk)


def test_a_new_listing_reaches_review_in_one_call(command: Command, folder: Path, tmp_path: Path) -> None:
    """Options and the settings file have the values that no folder contains."""
    organisation = make_partner("Tides")
    command.key(caller_of(organisation, owner_of(organisation)))
    manifest = folder / "manifest.json"
    text = manifest.read_text().replace("acme-widget", "tide-widget")
    manifest.write_text(json.dumps(json.loads(text) | {"author": {**json.loads(text)["author"], "name": "Tides"}}))
    settings = tmp_path / "tilekit.toml"
    settings.write_text(
        '[submit]\nconfirm = "all"\n[submit.values]\nsupport.maintainer_email = "dev@tides.example"\n'
        'support.support_url = "https://tides.example/support"\n'
    )

    ended = command.submit(
        folder, "--new", "--config", settings, "--set", "configuration.code_type=tile_only", "--wait-for", "in-review"
    )

    assert (ended.code, ended.report["outcome"]) == (0, "waiting"), ended
    submission = Submission.objects.get(revision__listing__organisation=organisation)
    assert submission.documents["support"]["maintainer_email"] == "dev@tides.example"
    assert submission.documents["configuration"]["code_type"] == "tile_only"
    again = command.submit(folder, "--config", settings, "--set", "configuration.code_type=tile_only")
    assert again.report["submission"]["id"] == ended.report["submission"]["id"]


@pytest.fixture
def live(command: Command, tmp_path: Path) -> tuple[Partner, Path]:
    """Another partner, whose tile is live, and its folder; the command has a key of theirs."""
    tides = Partner("Tides")
    tides.reach("published")
    command.key(tides.api.caller)
    return tides, exported(tides.revision, tmp_path / "live")


def test_what_is_live_is_not_submitted_and_its_successor_is(command: Command, live: tuple[Partner, Path]) -> None:
    tides, folder = live
    same = command.submit(folder, "--confirm", "all")
    assert (same.code, same.report["outcome"]) == (0, "already-live"), same

    edit_manifest(folder, description="Monitor the queues of Acme Widget")
    add_version(folder)
    following = command.submit(folder, "--confirm", "all")
    assert (following.code, following.report["outcome"]) == (0, "waiting"), following.report["findings"]
    assert tides.revision.number == 2


def test_live_is_what_the_page_shows(
    command: Command, live: tuple[Partner, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The portal reports that the submission is live, but its page still shows another version."""
    monkeypatch.setattr(
        portal.PortalClient, "page", lambda *_: httpx.Response(200, headers={"Listing-Digest": "d1:old"})
    )
    ended = command.submit(live[1], "--max-wait", "5m")
    assert (ended.code, ended.report["outcome"]) == (5, "later")
    assert command.seconds == 300


def test_a_key_without_the_role_is_told(command: Command, acme: Partner, folder: Path) -> None:
    command.key(caller_of(acme.organisation, acme.owner, Role.EDITOR, name="developer"))
    ended = command.submit(folder, "--confirm", "all")
    assert (ended.code, "another role" in ended.err) == (2, True), ended
    assert not Submission.objects.exists()


def test_ids_of_the_portal_are_no_other_content(command: Command, acme: Partner, folder: Path) -> None:
    """The portal assigns the app_uuid and source_type_id of a listing, whatever its manifest contains."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["app_uuid"] = str(uuid4())
    del manifest["assets"]["integration"]["source_type_id"]
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2))
    first, again = (command.submit(folder, "--confirm", "all") for _ in range(2))
    assert (first.code, again.code, again.report["outcome"]) == (0, 0, "waiting")
    assert first.report["submission"]["id"] == again.report["submission"]["id"]


def test_a_rejected_listing_stays_rejected(command: Command, acme: Partner, folder: Path) -> None:
    command.submit(folder, "--confirm", "all")
    reject_revision(
        revision_id=acme.revision.pk,
        reason="Listed already.",
        by=reviewer_for("documentation", role=TeamRole.LEAD),
        now=NOW,
    )
    edit_manifest(folder, title="Tide Widget")
    ended = command.submit(folder, "--confirm", "all")
    assert (ended.code, ended.report["outcome"]) == (6, "rejected")
    assert "appeal" in ended.report["problem"]
