from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Organisation
from common.actor import Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from releases.actions import promote_revision
from releases.requested_release import MIN_RELEASE_DELAY, requested_release_time
from tests.listings.scene import member
from tests.sandboxes.scene import NOW, approved, enabled_activation, imported, partner, refused


@pytest.mark.parametrize(
    "section, released",
    [
        ({}, NOW + MIN_RELEASE_DELAY),
        ({"requested_release": "asap", "requested_release_on": "2027-01-01"}, NOW + MIN_RELEASE_DELAY),
        ({"requested_release": "hold"}, None),
        ({"requested_release": "on_date", "requested_release_on": "2026-03-03"}, datetime(2026, 3, 3, tzinfo=UTC)),
        ({"requested_release": "on_date", "requested_release_on": "2026-03-02"}, NOW + MIN_RELEASE_DELAY),
        ({"requested_release": "on_date", "requested_release_on": "soon"}, NOW + MIN_RELEASE_DELAY),
        ({"requested_release": "on_date"}, NOW + MIN_RELEASE_DELAY),
    ],
)
def test_release_follows_the_wish(section: dict[str, object], released: datetime | None) -> None:
    assert requested_release_time(section, NOW) == released


@pytest.mark.django_db
@pytest.mark.usefixtures("data_dir", "acme_dev")
def test_promote_revision_refuses_what_sign_off_refuses(acme: Organisation) -> None:
    owner, draft = member(acme, Role.OWNER), imported(acme, name="Other")
    with refused(NotPossible, "state"):
        promote_revision(revision_id=draft.pk, seen=None, by=owner, now=NOW)
    revision = approved(acme)
    enabled_activation(revision)
    revision.refresh_from_db()
    with refused(NotAllowed):
        promote_revision(revision_id=revision.pk, seen=None, by=member(acme, Role.EDITOR), now=NOW)
    with refused(NotFound):
        promote_revision(revision_id=revision.pk, seen=None, by=member(partner("Lagoon"), Role.OWNER), now=NOW)
    with refused(Stale):
        promote_revision(revision_id=revision.pk, seen=revision.version - 1, by=owner, now=NOW)

    promoted = promote_revision(revision_id=revision.pk, seen=revision.version, by=owner, now=NOW)

    assert promoted.release_at == NOW + timedelta(seconds=1)
