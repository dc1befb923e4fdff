"""Cropping an image of the carousel: one write with one undo."""

from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image

from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from files.models import Blob
from listings.actions import attach_file, crop_image
from listings.content.bundles import bundle_of_revision
from listings.errors import ImageNotCropped
from listings.models import AppliedFix, Revision
from listings.states.revision_states import RevisionState
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.listings.test_saving import stored_section
from tests.tilekit.checks.check_runs import findings_in
from tilekit.core.field import Json
from tilekit.media.crops import CropFrame
from tilekit.media.images import inspect
from validation.actions.fixes import undo_fix

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
FRAME = CropFrame(left=10, top=40, width=1440)


def png(width: int, height: int) -> bytes:
    target = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


@pytest.fixture
def revision(editor: Actor) -> Revision:
    revision = draft(editor)
    for name in ("first.png", "second.png"):
        attach_file(
            revision_id=revision.pk, path="overview.media", name=name, content=png(1600, 1000), by=editor, now=NOW
        )
    return revision


def rows(revision: Revision) -> list[dict[str, Json]]:
    stored: list[dict[str, Json]] = stored_section(revision).document["media"]
    return stored


def crop(revision: Revision, by: Actor, *, row: int = 1, frame: CropFrame = FRAME, **changes: str) -> AppliedFix:
    image = rows(revision)[row]
    values = {"path": f"overview.media[{image['key']}].image", "seen": str(image["image"]["sha256"]), **changes}  # type: ignore[index,call-overload]
    return crop_image(revision_id=revision.pk, frame=frame, by=by, now=NOW, **values)


def sides(revision: Revision) -> list[tuple[int, int]]:
    files = bundle_of_revision(reloaded(revision)).files
    facts = [inspect(files[path]) for path in ("images/first.png", "images/second.png")]
    return [(fact.width_px, fact.height_px) for fact in facts]


def test_cropped_image_replaces_the_file_of_its_row_and_is_undone(revision: Revision, editor: Actor) -> None:
    before = rows(revision)

    done = crop(revision, editor)

    assert sides(revision) == [(1600, 1000), (1440, 810)]
    assert rows(revision)[0] == before[0]
    assert {**rows(revision)[1], "image": ""} == {**before[1], "image": ""}
    assert Event.objects.filter(verb="revision.fix").count() == 1
    codes = [finding.code for finding in findings_in(bundle_of_revision(reloaded(revision)), "IM")]
    assert codes.count("IM-015") == 1

    undo_fix(revision_id=revision.pk, applied_fix_id=UUID(str(done.pk)), by=editor, now=NOW)

    assert rows(revision) == before


def test_large_upload_is_stored_so_that_it_can_be_cropped(revision: Revision, editor: Actor) -> None:
    target = BytesIO()
    Image.effect_noise((2400, 1500), 90).convert("RGB").save(target, "PNG")
    attach_file(
        revision_id=revision.pk, path="overview.media", name="big.png", content=target.getvalue(), by=editor, now=NOW
    )
    assert "IM-011" in {finding.code for finding in findings_in(bundle_of_revision(reloaded(revision)), "IM")}

    crop(revision, editor, row=2, frame=CropFrame(left=0, top=75, width=2400))

    assert "IM-011" not in {finding.code for finding in findings_in(bundle_of_revision(reloaded(revision)), "IM")}


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"seen": "0" * 64}, Stale),
        ({"path": "overview.media[gone].image"}, Stale),
        ({"path": "overview.logo_light"}, NotFound),
        ({"path": "overview.title"}, NotFound),
        ({"path": "overview.media"}, NotFound),
        ({"path": "nowhere"}, NotFound),
    ],
)
def test_only_the_image_that_was_seen_is_cropped(
    changes: dict[str, str], error: type[Exception], revision: Revision, editor: Actor
) -> None:
    with pytest.raises(error):
        crop(revision, editor, **changes)

    assert not AppliedFix.objects.exists()


def test_frame_outside_the_image_changes_nothing(revision: Revision, editor: Actor) -> None:
    blobs = Blob.objects.count()

    with pytest.raises(ImageNotCropped):
        crop(revision, editor, frame=CropFrame(left=400, top=0, width=1440))

    assert (Blob.objects.count(), AppliedFix.objects.count()) == (blobs, 0)


def test_viewer_stranger_and_frozen_revision_crop_nothing(revision: Revision, editor: Actor) -> None:
    viewer = member(revision.listing.organisation, Role.VIEWER)
    with pytest.raises(NotAllowed):
        crop(revision, viewer)
    with pytest.raises(NotFound):
        crop(revision, member(organisation("Other")))

    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.SUBMITTED, state_since=NOW)
    with pytest.raises(NotPossible):
        crop(revision, editor)
    assert not AppliedFix.objects.exists()
