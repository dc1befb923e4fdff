"""*Review & Submit* names the teams that will review, and how long they have."""

import pytest

from common.actor import Actor, Role
from listings.actions import start_revision
from listings.models import Revision
from studio.page_urls import step_url
from tests.markup import compact
from tests.reviews.scene import after, browser_of, in_review
from tests.sandboxes.scene import LATER, live_listing, member, partner, sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.usefixtures("data_dir")]


def team_scopes(owner: Actor, revision: Revision) -> str:
    html = browser_of(owner).get(step_url(revision, "review")).content.decode()
    return compact(html.partition('id="team-scopes"')[2].partition("</section>")[0])


def test_teams_that_reviewed_the_listing_before_have_less_time() -> None:
    scene = in_review()
    assert "must decide within" not in team_scopes(scene.owner, scene.revision)  # the page shows when it is due

    scene.send_back(now=after(hours=1))

    assert "Each team must decide within 3 business days." in team_scopes(scene.owner, scene.revision)


def test_without_teams_the_page_names_no_time() -> None:
    of = partner()
    sandbox(of)
    listing, owner = live_listing(of), member(of, Role.OWNER)

    shown = team_scopes(owner, start_revision(listing_id=listing.pk, by=owner, now=LATER))

    assert "Nothing that needs a review has changed" in shown
    assert "must decide within" not in shown
    assert "card-foot" not in shown
