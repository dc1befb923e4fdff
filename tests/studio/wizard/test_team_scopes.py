"""*Review & Submit* names the teams that will review, and how long they have."""

import pytest

from common.actor import Actor, Role
from listings.actions import save_section, start_revision
from listings.models import Revision
from studio.page_urls import step_url
from tests.listings.scene import reloaded
from tests.markup import compact
from tests.reviews.scene import after, browser_of, in_review
from tests.sandboxes.scene import LATER, live_listing, member, partner, sandbox
from tests.validation.scene import ready

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.usefixtures("data_dir")]


def team_scopes(owner: Actor, revision: Revision) -> str:
    html = browser_of(owner).get(step_url(revision, "review")).content.decode()
    return compact(html.partition('id="team-scopes"')[2].partition("</section>")[0])


def test_teams_that_reviewed_the_listing_before_have_the_rest_of_their_time() -> None:
    scene = in_review()
    assert "must decide within" not in team_scopes(scene.owner, scene.revision)  # the page shows when it is due

    scene.approve("engineering")
    scene.send_back(now=after(hours=1))

    shown = team_scopes(scene.owner, scene.revision)
    assert "Each team must decide within 5 business days." in shown
    assert shown.count("The team has approved this content and does not review it again.") == 1
    assert shown.count("The team has not approved this content yet.") == 3


def test_teams_are_named_with_the_content_that_they_review_and_the_reason() -> None:
    by = member(partner(), Role.OWNER)
    revision = ready(by)
    change = {"revision_id": revision.pk, "version": None, "by": by, "now": LATER}
    shown = team_scopes(by, revision)
    assert "Configuration · Metrics · Service checks<" in shown
    assert "Logo · Images · Dashboards · Monitors<" in shown
    assert shown.count("This is the first submission.") == 4

    save_section(**change, key="configuration", changes={"code_type": "tile_only"})
    shown = team_scopes(by, reloaded(revision.pk))
    assert "Configuration<" in shown
    assert not any(word in shown for word in ("Metrics", "OAuth", "Data types"))


def test_teams_of_an_update_are_named_with_what_changed() -> None:
    of = partner()
    sandbox(of)
    listing, owner = live_listing(of), member(of, Role.OWNER)
    revision = start_revision(listing_id=listing.pk, by=owner, now=LATER)
    save_section(
        revision_id=revision.pk,
        version=None,
        by=owner,
        now=LATER,
        key="support",
        changes={"support_email": "x@y.example"},
    )

    assert "Changed since the live version: Support" in team_scopes(owner, reloaded(revision.pk))


def test_without_teams_the_page_names_no_time() -> None:
    of = partner()
    sandbox(of)
    listing, owner = live_listing(of), member(of, Role.OWNER)

    shown = team_scopes(owner, start_revision(listing_id=listing.pk, by=owner, now=LATER))

    assert "Nothing that needs a review has changed" in shown
    assert "must decide within" not in shown
    assert "card-foot" not in shown
