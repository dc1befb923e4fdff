"""Owners reach every button of theirs by links, starting on the page of the listing."""

import re

import pytest
from django.test import Client

from accounts.models import Organisation, Person
from common.actor import Role
from listings.lifecycle.transitions import TRANSITIONS
from listings.lifecycle.types import Transition, Who
from listings.models import Listing, Revision
from listings.states.availabilities import Availability
from listings.states.revision_states import RELEASE_READY, RevisionState
from releases.lifecycles.live_tiles import LIVE_TILES
from tests.catalog.factories import make_tile
from tests.listings.scene import NOW, draft, member
from tests.sandboxes.scene import approved, as_, signed_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "acme_dev"), pytest.mark.sqlite_is_enough]
_PAGES = re.compile(r'href="(/(?:releases|sandboxes/tiles)/[^"]*)"')


def _owners_buttons(rows: tuple[Transition, ...]) -> list[tuple[Transition, str]]:
    """(row, state) for each button that owners have in a state."""
    # A hidden button needs more than the state; tests/releases/test_views.py has the one of a release on hold.
    shown = [row for row in rows if row.button and not row.button.is_hidden_if_closed]
    own_rows = [row for row in shown if {Who.OWNER, Who.PARTNER, Who.SUBMITTER} & set(row.who)]
    return [(row, state.value) for row in own_rows for state in row.sources]


def _is_reached(client: Client, listing: Listing, row: Transition) -> bool:
    """Whether the page of the listing, or a page of the tile or release that it links to, has the form of the row."""
    first = client.get(listing.get_absolute_url())
    assert first.status_code == 200
    pages = [first, *(client.get(url) for url in sorted(set(_PAGES.findall(first.content.decode()))))]
    ids = "|".join(str(subject.pk) for subject in (listing, *listing.revisions.all(), *listing.activations.all()))
    action = re.compile(rf'action="[^"]*(?:{ids})/[^"]*{row.slug}/"')
    return any(action.search(page.content.decode()) for page in pages)


@pytest.mark.parametrize("row, state", _owners_buttons(LIVE_TILES.rows))
def test_owner_reaches_the_buttons_of_a_live_tile(
    row: Transition, state: str, acme: Organisation, owner: Person
) -> None:
    tile = make_tile("Acme Queue", of=acme)
    Listing.objects.filter(pk=tile.pk).update(availability=state)

    assert _is_reached(as_(owner), Listing.objects.get(), row), f"no page links to {row.label} of a {state} tile"


@pytest.mark.parametrize("row, state", _owners_buttons(TRANSITIONS))
def test_owner_reaches_the_buttons_of_a_revision(
    row: Transition, state: str, acme: Organisation, owner: Person
) -> None:
    is_released = state in RELEASE_READY
    revision = signed_off(approved(acme)) if is_released else draft(member(acme, Role.OWNER))
    former = RevisionState.DRAFT if state == RevisionState.ARCHIVED else ""
    release_at = NOW if state == RevisionState.SCHEDULED else None
    rounds = 1 if is_released else 0
    Revision.objects.update(state=state, submission_number=rounds, archived_from=former, release_at=release_at)

    assert _is_reached(as_(owner), revision.listing, row), f"no page links to {row.label} of a {state} revision"


def test_editors_get_no_link_to_a_page_without_buttons(acme: Organisation) -> None:
    tile, editor, client = make_tile("Acme Queue", of=acme), member(acme), Client()
    client.force_login(Person.objects.get(pk=editor.id))

    assert f"/releases/live/{tile.pk}/" not in client.get(f"/listings/{tile.pk}/").content.decode()


def test_unpublished_is_one_word_on_pages_events_and_buttons() -> None:
    (row,) = (row for row in LIVE_TILES.rows if row.target == Availability.UNPUBLISHED)

    assert row.button
    assert row.notice
    assert row.event
    assert [str(row.label), str(row.button.title)] == ["Unpublish tile", "Unpublish"]
    texts = [row.button.done, row.timeline, row.notice.label, row.notice.subject, row.event.description]
    assert {str(Availability.UNPUBLISHED.label).lower() in str(text).lower() for text in texts} == {True}
