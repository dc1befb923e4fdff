"""Long names without spaces fit on the pages of reviewers, also on a phone."""

from pathlib import Path

import pytest

from accounts.models import Person
from listings.models import Listing
from reviews.actions import NewThread, add_drafts, claim_review, hand_over_review
from tests.browser.axe import NARROW_PX, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import DOCS, METRICS, in_review, reviewer_for, today

pytestmark = pytest.mark.browser
NAME = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten"


def test_pages_of_reviews_are_as_wide_as_a_phone(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene, page = in_review(now=today()), browser_page.page
    by, colleague = reviewer_for(DOCS, name=NAME), reviewer_for(DOCS, name=NAME[::-1])
    Listing.objects.update(name=NAME)
    organisation = scene.revision.listing.organisation
    organisation.name = NAME
    organisation.save()
    scene.comment(DOCS, body=NAME, now=today())
    review = scene.review(DOCS)
    claim_review(review_id=review.pk, by=colleague, now=today())
    hand_over_review(review_id=review.pk, to=by.id, by=colleague, now=today())
    new_thread = NewThread(body=NAME, file=METRICS, line=1)
    draft = add_drafts(review_id=review.pk, new_threads=[new_thread], by=by, now=today())[0]
    draft.content["file"] = f"{NAME}.csv"
    draft.save()
    sign_in(browser_page, Person.objects.get(pk=by.id))
    page.set_viewport_size({"width": NARROW_PX, "height": 900})

    for path in ("/", "/queue/", f"/reviews/{review.pk}/", f"/reviews/{review.pk}/?view=threads", "/notices/"):
        browser_page.open(path)
        assert px_too_wide(browser_page) == 0, path
        for table in page.locator(".table-wrap").all():
            assert table.evaluate("(element) => element.scrollWidth - element.clientWidth") <= 0, path
