"""A fix in the wizard has the same result as `tilekit fix`, as one action that can be undone."""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible
from files.actions import put_blobs
from files.models import BlobUse
from files.upload import FileUpload
from listings.actions import attach_file, save_section
from listings.content.bundles import bundle_of_revision
from listings.errors import ChangedSince
from listings.imports.folder_imports import import_package
from listings.maintenance import used_files
from listings.models import AppliedFix, Revision, Section, SectionVersion
from listings.queries.history import renames_of
from listings.states.revision_states import RevisionState
from tests.listings.scene import NOW, member, organisation, reloaded
from tests.listings.test_races import at_once
from tests.shared import SMALL
from tests.tilekit.listing import METADATA, README, base_files
from tests.validation.scene import MONITOR, ready_package
from tilekit.bundle import Files
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding
from tilekit.core.field import Json
from tilekit.scaffold.read import Package, package_of_files, read_folder
from validation import fix_proposals, fixes
from validation.actions.fixes import _write, apply_fix, undo_fix
from validation.contexts import stored_context_of
from validation.errors import CheckUnknown, FixFailed, FixNotShown
from validation.fixes import FixRequest

pytestmark = pytest.mark.django_db
OCTOPRINT, SPEC = SMALL / "octoprint", "assets/configuration/spec.yaml"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def by(data_dir: Path) -> Actor:
    return member(organisation(), Role.EDITOR)


def draft_of(by: Actor, package: Package) -> Revision:
    return import_package(organisation_id=next(iter(by.organisations)), package=package, by=by, now=NOW)


def contents(revision: Revision) -> Mapping[str, bytes]:
    bundle = bundle_of_revision(reloaded(revision))
    return {path: bundle.files[path] for path in bundle.files}


def findings_of(revision: Revision, code: str) -> list[Finding]:
    bundle = bundle_of_revision(reloaded(revision))
    return list(run_checks(bundle, stored_context_of(reloaded(revision), bundle), select={code}).findings)


def offered_request(revision: Revision, code: str) -> FixRequest:
    """The fix of the first finding of the check, as it is offered."""
    one = findings_of(revision, code)[0]
    place = {"path": one.path, "file": one.file, "pointer": one.pointer, "line": one.line}
    return FixRequest(code=code, fingerprint=one.fingerprint, seen=reloaded(revision).version, **place)  # type: ignore[arg-type]


def reviewed_request(revision: Revision, code: str) -> FixRequest:
    """The data that the button below the shown changes sends."""
    return reviewed(revision, offered_request(revision, code))


def reviewed(revision: Revision, fix_request: FixRequest) -> FixRequest:
    """The request that the page with the changes of the fix sends."""
    proposal = fixes.proposal_of(reloaded(revision), fix_request)
    assert proposal is not None
    return replace(fix_request, reviewed_digest=proposal.digest)


def apply(revision: Revision, fix_request: FixRequest, by: Actor) -> AppliedFix | None:
    return apply_fix(revision_id=revision.pk, fix_request=fix_request, by=by, now=LATER)


def applied(revision: Revision, fix_request: FixRequest, by: Actor) -> AppliedFix:
    done = apply(revision, fix_request, by)
    assert done is not None
    return done


def undo(revision: Revision, done: AppliedFix, by: Actor) -> AppliedFix:
    return undo_fix(revision_id=revision.pk, applied_fix_id=done.pk, by=by, now=LATER)


def picture(width_px: int, height_px: int) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width_px, height_px), "#336699").save(written, "PNG")
    return written.getvalue()


def with_spaces() -> Package:
    """The listing with an image whose name contains a space."""
    files = base_files()
    manifest = json.loads(files["manifest.json"])
    manifest["tile"]["media"][0]["image_url"] = "images/over view.png"
    files["images/over view.png"] = files.pop("images/overview.png")
    files["manifest.json"] = json.dumps(manifest, indent=2).encode()
    return package_of_files(Files.of(files), "acme_widget")


def renamed_octoprint() -> Package:
    """A listing whose spec, which is in no field, has another name."""
    files = {path.relative_to(OCTOPRINT).as_posix(): path.read_bytes() for path in OCTOPRINT.rglob("*.*")}
    files[SPEC] = files[SPEC].replace(b"name: OctoPrint", b"name: Printer", 1)
    return package_of_files(Files.of(files), "octoprint")


GAUGE = METADATA.replace("gauge", "Gauge").encode()
HERE = README.replace("Need help?", "[Here](http://x.example). Need help?").encode()
KINDS = {
    "cell of a CSV": ("MD-016", ready_package(**{"metadata.csv": GAUGE})),
    "text of a field": ("RM-026", ready_package(**{"README.md": HERE})),
    "JSON": ("MN-014", ready_package()),
    "YAML": ("AC-024", renamed_octoprint()),
    "picture": ("IM-015", ready_package(**{"images/overview.png": picture(1200, 900)})),
    "name of a file": ("IM-019", with_spaces()),
}
TOUCHED = {
    "cell of a CSV": {"metadata.csv"},
    "text of a field": {"README.md"},
    "JSON": {"assets/monitors/acme_widget_depth.json"},
    "YAML": {SPEC},
    "picture": {"images/overview.png"},
    "name of a file": {"manifest.json", "images/over view.png", "images/over_view.png"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_fix_touches_what_it_is_about_and_is_undone(kind: str, by: Actor) -> None:
    code, package = KINDS[kind]
    revision = draft_of(by, package)
    before = contents(revision)

    done = applied(revision, reviewed_request(revision, code), by)

    after = contents(revision)
    assert {path for path in {**before, **after} if before.get(path) != after.get(path)} == TOUCHED[kind]
    assert findings_of(revision, code) == []
    undo(revision, done, by)
    assert contents(revision) == before
    verbs = Event.objects.filter(verb__in=["revision.fix", "revision.undo-fix"]).order_by("pk")
    assert [event.object_ids["amendment"] for event in verbs] == [str(done.pk)] * 2


def test_value_of_a_cell_is_fixed(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    rows: list[Json] = [{**row, "media_type": "photo"} for row in section(revision, "overview").document["media"]]
    save_section(revision_id=revision.pk, key="overview", version=None, changes={"media": rows}, by=by, now=NOW)

    done = applied(revision, reviewed_request(revision, "IM-004"), by)

    assert [row["media_type"] for row in section(revision, "overview").document["media"]] == ["image"]
    undo(revision, done, by)
    assert [row["media_type"] for row in section(revision, "overview").document["media"]] == ["photo"]


@pytest.mark.parametrize(
    "code, field, old, new",
    [("MF-022", "categories", "Messaging", "Message Queues"), ("MF-018", "supported_os", "Mac OS", "macOS")],
)
def test_renamed_choice_is_fixed(code: str, field: str, old: str, new: str, by: Actor) -> None:
    revision = draft_of(by, ready_package())
    save_section(revision_id=revision.pk, key="overview", version=None, changes={field: [old]}, by=by, now=NOW)

    applied_all(revision, code, by)

    assert (section(revision, "overview").document[field], findings_of(revision, code)) == ([new], [])


def section(revision: Revision, key: str) -> Section:
    return Section.objects.get(revision=revision, key=key)


def applied_all(revision: Revision, code: str, by: Actor) -> AppliedFix:
    """Apply every fix of a check, including those that people must review one by one."""
    proposal = fixes.proposal_of(reloaded(revision), FixRequest(code=code, is_for_all=True))
    assert proposal is not None
    put_blobs([FileUpload.of(data, name=sha256) for sha256, data in proposal.after.written.items()], now=LATER)
    done = _write(revision_id=revision.pk, proposal=proposal, by=by, now=LATER)
    assert done is not None
    return done


def made_in_the_wizard(by: Actor, folder: str) -> Revision:
    """A draft that was not imported: its files have the names of uploads, and the portal writes the rest."""
    revision = draft_of(by, read_folder(SMALL / folder))
    for row in Section.objects.filter(revision=revision):
        document = _named_as_uploads(row.document)
        Section.objects.filter(pk=row.pk).update(document=document)
        SectionVersion.objects.filter(section=row).update(document=document)
    Revision.objects.filter(pk=revision.pk).update(base={}, carried={})
    return reloaded(revision)


def _named_as_uploads(value: Json) -> Json:
    if isinstance(value, dict):
        name_part = {"name": str(value["name"]).rpartition("/")[2]} if "sha256" in value else {}
        return {**{name: _named_as_uploads(item) for name, item in value.items()}, **name_part}
    return [_named_as_uploads(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("code", ["MF-016", "MN-028"])
def test_draft_without_a_folder_keeps_only_its_fields(code: str, by: Actor) -> None:
    revision = made_in_the_wizard(by, "external_secrets")
    before = contents(revision)

    done = applied_all(revision, code, by)

    assert findings_of(revision, code) == []
    assert (reloaded(revision).base, reloaded(revision).carried) == ({}, {})
    undo(revision, done, by)
    assert (reloaded(revision).base, contents(revision)) == ({}, before)


def test_all_of_a_kind_are_one_act(by: Actor) -> None:
    rows = "".join(
        f"acme_widget.queue.m{n},Gauge,,message,,Number {n} of them.,-1,acme_widget,m{n},,queue\n" for n in range(40)
    )
    revision = draft_of(by, ready_package(**{"metadata.csv": (METADATA + rows).encode()}))
    version = reloaded(revision).version

    done = applied_all(revision, "MD-016", by)

    assert contents(revision)["metadata.csv"].count(b"Gauge") == 0
    assert reloaded(revision).version == version + 1
    undo(revision, done, by)
    assert contents(revision)["metadata.csv"].count(b"Gauge") == 40


def test_what_is_gone_is_not_fixed_again(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    fix_request = reviewed_request(revision, "MN-014")
    attach_file(
        revision_id=revision.pk,
        path=fix_request.path,
        name="depth.json",
        content=json.dumps({**MONITOR, "definition": {**MONITOR["definition"], "name": "[Acme Widget] Deep"}}).encode(),  # type: ignore[dict-item]
        by=by,
        now=NOW,
    )
    version = reloaded(revision).version

    assert apply(revision, fix_request, by) is None
    assert reloaded(revision).version == version


def test_another_value_in_the_same_place_needs_another_review(by: Actor) -> None:
    revision = draft_of(by, ready_package(**{"metadata.csv": METADATA.replace("depth,gauge", "depth,Gauge").encode()}))
    fix_request = reviewed_request(revision, "MD-016")
    content = METADATA.replace("depth,gauge", "depth,COUNT").encode()
    attach_file(revision_id=revision.pk, path="data.metadata_csv", name="metadata.csv", content=content, by=by, now=NOW)

    with pytest.raises(FixNotShown):
        apply(revision, fix_request, by)

    assert b"depth,COUNT," in contents(revision)["metadata.csv"]
    applied(revision, reviewed(revision, fix_request), by)
    assert b"depth,count," in contents(revision)["metadata.csv"]


def test_second_click_gives_what_the_first_one_did(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    fix_request = reviewed_request(revision, "MN-014")
    done, version = applied(revision, fix_request, by), reloaded(revision).version

    again = applied(revision, fix_request, by)

    assert (again.pk, reloaded(revision).version) == (done.pk, version)


def test_somebody_who_saves_meanwhile_loses_nothing(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = draft_of(by, ready_package())
    fix_request, real = reviewed_request(revision, "MN-014"), fixes.proposal_of
    titles = iter(["One", "Two"])

    def slow(revision: Revision, fix_request: FixRequest) -> fix_proposals.Proposal | None:
        proposal = real(revision, fix_request)
        for title in titles:  # the second time, there is no concurrent change
            changes = {"short_description": title}
            save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=by, now=NOW)
        return proposal

    monkeypatch.setattr("validation.actions.fixes.proposal_of", slow)

    applied(revision, fix_request, by)

    assert section(revision, "overview").document["short_description"] == "Two"
    assert findings_of(revision, "MN-014") == []


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_fix_it_once_and_undo_it_once(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    before, fix_request = contents(revision), reviewed_request(revision, "MN-014")
    people = [by, member(revision.listing.organisation)]

    done = at_once([partial(applied, revision, fix_request, item) for item in people])

    (row,) = AppliedFix.objects.all()
    assert [getattr(item, "pk", item) for item in done] == [row.pk] * 2
    at_once([partial(undo, revision, row, item) for item in people])
    assert contents(revision) == before
    assert Event.objects.filter(verb="revision.undo-fix").count() == 1


def test_undo_twice_is_one_undo(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    done = applied(revision, reviewed_request(revision, "MN-014"), by)
    undo(revision, done, by)
    version = reloaded(revision).version

    again = undo(revision, done, by)

    assert again.undone_at is not None
    assert reloaded(revision).version == version
    assert applied(revision, reviewed_request(revision, "MN-014"), by).pk != done.pk


def test_undo_over_somebody_elses_work_is_refused(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    done = applied(revision, reviewed_request(revision, "MN-014"), by)
    nothing: dict[str, Json] = {"monitors": []}
    save_section(revision_id=revision.pk, key="content", version=None, changes=nothing, by=by, now=LATER)

    with pytest.raises(ChangedSince):
        undo(revision, done, by)

    assert section(revision, "content").document["monitors"] == []


def test_fixes_of_one_section_are_undone_one_after_the_other(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    before = contents(revision)
    first = applied(revision, reviewed_request(revision, "MN-014"), by)
    second = applied(revision, reviewed_request(revision, "DB-021"), by)

    undo(revision, second, by)
    undo(revision, first, by)

    assert contents(revision) == before


def test_fix_stands_alone_in_the_history(by: Actor) -> None:
    """A fix has its own entry in the history, even if its author edits just before and after it."""
    revision = draft_of(by, ready_package())
    typed = {"revision_id": revision.pk, "key": "content", "version": None, "by": by, "now": LATER}
    save_section(**typed, changes={"saved_views": [{"key": "v1", "short_name": "one"}]})  # type: ignore[arg-type]
    done = applied(revision, reviewed_request(revision, "MN-014"), by)
    save_section(**typed, changes={"saved_views": []})  # type: ignore[arg-type]

    rows = SectionVersion.objects.filter(section=section(revision, "content")).order_by("version")

    assert [row.applied_fix_id for row in rows][-3:] == [None, done.pk, None]


def test_change_that_no_field_holds_counts_as_a_change(by: Actor) -> None:
    """If a file that is in no field changes, its section gets a new version, so that it is checked again."""
    revision = draft_of(by, renamed_octoprint())

    done = applied(revision, reviewed_request(revision, "AC-024"), by)

    assert list(done.versions) == ["configuration"]
    old, new = done.carried[SPEC]
    assert (reloaded(revision).carried[SPEC], {old, new} <= used_files(revision.listing_id)) == (new, True)
    assert BlobUse.objects.filter(listing_id=revision.listing_id, blob__sha256__in=[old, new]).count() == 2


def test_renamed_metric_takes_its_comments_along(by: Actor) -> None:
    content = METADATA.replace("acme_widget.queue.depth", "acme_widget.queue.depth ").encode()
    revision = draft_of(by, ready_package(**{"metadata.csv": content}))

    done = applied(revision, reviewed_request(revision, "MD-010"), by)

    moved = renames_of(revision.pk).since("data", NOW)
    assert moved != {}
    undo(revision, done, by)
    assert renames_of(revision.pk).since("data", NOW) == {}


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


@pytest.mark.parametrize("code", ["", "QQ-001", "MD-\0", "x" * 10_000])
def test_check_that_does_not_exist_is_unknown(code: str, by: Actor) -> None:
    with pytest.raises(CheckUnknown):
        apply(draft_of(by, ready_package()), FixRequest(code=code, fingerprint="\0", is_for_all=True), by)


@pytest.mark.parametrize("state", [RevisionState.IN_REVIEW, RevisionState.APPROVED])
def test_frozen_revision_is_not_fixed(state: RevisionState, by: Actor) -> None:
    revision = draft_of(by, ready_package())
    fix_request = reviewed_request(revision, "MN-014")
    done = applied(revision, reviewed_request(revision, "DB-021"), by)
    Revision.objects.filter(pk=revision.pk).update(state=state)

    with pytest.raises(NotPossible):
        apply(revision, fix_request, by)
    with pytest.raises(NotPossible):
        undo(revision, done, by)


def test_only_editors_fix_and_undo(by: Actor) -> None:
    revision = draft_of(by, ready_package())
    fix_request = reviewed_request(revision, "MN-014")
    done = applied(revision, reviewed_request(revision, "DB-021"), by)
    house = revision.listing.organisation
    for actor, error in ((member(house, Role.VIEWER), NotAllowed), (member(organisation("Other")), NotFound)):
        with pytest.raises(error):
            apply(revision, fix_request, actor)
        with pytest.raises(error):
            undo(revision, done, actor)


def test_applied_fix_of_another_revision_is_not_there(by: Actor) -> None:
    revision, other = draft_of(by, ready_package()), draft_of(by, read_folder(SMALL / "octoprint"))
    done = applied(revision, reviewed_request(revision, "MN-014"), by)

    with pytest.raises(NotFound):
        undo(other, done, by)
