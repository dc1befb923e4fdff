"""What the fast lane would have done, and what stays hidden."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from catalog.writes import write_tile
from listings.actions import start_revision
from listings.content.changes import ContentChange
from reviews.actions import reply_to_thread
from reviews.fast_lane import LaneFacts, is_drawn, lane_verdict
from reviews.models import LaneExclusion, LaneResult
from reviews.queries import fast_lane as queries
from reviews.queries.fast_lane import LaneOutcome, lane_results
from tests.listings.scene import member, organisation, staff
from tests.reviews.scene import DOCS, InReview, browser_of, html_of, join, today
from tests.validation.scene import go_live, organisation_of
from tilekit.core.field import Json
from tilekit.sections import section_of

pytestmark = pytest.mark.django_db
TEXT = "Watch the queues of your brokers and see which consumers are behind."
IMAGE: Json = {"name": "a.png", "sha256": "aa", "size": 1}
PICTURE: dict[str, Json] = {"key": "p", "media_type": "image", "image": IMAGE, "caption": "A"}
VERSION: dict[str, Json] = {"key": "v", "version": "1.1.0", "date": "2026-03-02", "fixed": ["Spelling"]}


def change_of(section: str, name: str, old: Json, new: Json, **files: tuple[str, str]) -> ContentChange:
    before, after = ({section: section_of(section)({name: value})} for value in (old, new))
    return ContentChange(before=before, after=after, files=files)


def exclusion_of(content: ContentChange | None, *, blocker: bool = False, thread: bool = False) -> str:
    return lane_verdict(LaneFacts(content=content, has_blocker=blocker, has_open_thread=thread)).exclusion or ""


@pytest.mark.parametrize(
    "section, name, old, new",
    [
        ("overview", "short_description", TEXT.replace("the", "teh"), TEXT),
        ("setup", "setup_md", TEXT, TEXT.replace("behind", "behind!")),
        ("overview", "media", [PICTURE], [{**PICTURE, "caption": "Another text"}]),
        ("overview", "media", [PICTURE], [{**PICTURE, "image": {"name": "a.png", "sha256": "bb", "size": 1}}]),
        ("overview", "media", [PICTURE], [PICTURE, {**PICTURE, "key": "q", "caption": "B"}]),
        ("overview", "media", [PICTURE, {**PICTURE, "key": "q", "caption": "B"}], [PICTURE]),
        ("support", "support_email", "help@acme.example", "support@acme.example"),
        ("support", "support_url", "https://acme.example/a", "https://acme.example/b"),
        ("release_notes", "entries", [], [VERSION]),
        ("submission", "requested_release", "asap", "later"),
        ("submission", "attest_accuracy", True, False),
    ],
)
def test_listed_changes_qualify(section: str, name: str, old: Json, new: Json) -> None:
    assert exclusion_of(change_of(section, name, old, new)) == ""


@pytest.mark.parametrize(
    "section, name, old, new, exclusion",
    [
        ("overview", "short_description", TEXT, "Something else", LaneExclusion.WORDING),
        ("overview", "title", "Acme", "Acne", LaneExclusion.FIELD),
        ("overview", "logo_light", None, {"name": "a.svg", "sha256": "aa", "size": 1}, LaneExclusion.FIELD),
        ("overview", "media", [PICTURE], [{**PICTURE, "caption": "Call 112"}], LaneExclusion.WORDING),
        ("overview", "media", [], [{**PICTURE, "media_type": "video"}], LaneExclusion.WORDING),
        ("overview", "media", [], [{**PICTURE, "caption": "See acme.example"}], LaneExclusion.WORDING),
        ("support", "support_email", "help@acme.example", "help@evil.example", LaneExclusion.NEW_ACCESS),
        ("support", "support_email", "help@acme.example", "help.@evil.example", LaneExclusion.NEW_ACCESS),
        ("support", "support_url", "https://a.example", "https://b.example", LaneExclusion.NEW_ACCESS),
        ("support", "support_url", "https://a.example", "https://a.example'@b.example", LaneExclusion.NEW_ACCESS),
        ("support", "support_url", "https://a.example", "https://[2001:db8::1]", LaneExclusion.NEW_ACCESS),
        ("setup", "setup_md", TEXT, f"{TEXT} https://b.example", LaneExclusion.NEW_ACCESS),
        ("release_notes", "entries", [], [{**VERSION, "removed": ["A metric"]}], LaneExclusion.WORDING),
        ("release_notes", "entries", [], [{**VERSION, "fixed": ["See `it`"]}], LaneExclusion.WORDING),
        ("release_notes", "entries", [VERSION], [{**VERSION, "fixed": ["Other"]}], LaneExclusion.FIELD),
        ("configuration", "oauth_scopes", [], [{"key": "s", "scope": "logs_read"}], LaneExclusion.NEW_ACCESS),
        ("data", "submitted_data_types", ["Logs"], ["Logs", "Metrics"], LaneExclusion.NEW_ACCESS),
        ("data", "submitted_data_types", ["Logs", "Metrics"], ["Logs"], LaneExclusion.FIELD),
        ("submission", "reviewer_note", "", "Please look", LaneExclusion.FIELD),
    ],
)
def test_other_changes_are_excluded(section: str, name: str, old: Json, new: Json, exclusion: str) -> None:
    assert exclusion_of(change_of(section, name, old, new)) == exclusion


def test_state_of_the_review_excludes() -> None:
    content = change_of("overview", "short_description", TEXT, TEXT.replace("behind.", "behind!"))
    file = change_of("overview", "short_description", TEXT, TEXT, **{"acme/check.py": ("aa", "bb")})

    assert exclusion_of(content) == ""
    assert exclusion_of(None) == LaneExclusion.FIRST_SUBMISSION
    assert exclusion_of(content, blocker=True) == LaneExclusion.BLOCKER
    assert exclusion_of(content, thread=True) == LaneExclusion.THREAD
    assert exclusion_of(file) == LaneExclusion.FILE


def test_share_is_drawn_by_listing_and_revision_number() -> None:
    listing = organisation().pk
    draws = [is_drawn(listing, number, percent=10) for number in range(2000)]

    assert draws == [is_drawn(listing, number, percent=10) for number in range(2000)]
    assert 120 < sum(draws) < 280
    assert not any(is_drawn(listing, number, percent=0) for number in range(200))
    assert all(is_drawn(listing, number, percent=100) for number in range(200))
    settings.SECRET_KEY, secret = "another" * 10, settings.SECRET_KEY
    try:
        assert draws != [is_drawn(listing, number, percent=10) for number in range(2000)]
    finally:
        settings.SECRET_KEY = secret


@pytest.fixture
def correction(scene: InReview) -> InReview:
    """An update of the live tile that the fast lane would approve: the caption of a picture, and a version."""
    then = today() - timedelta(hours=6)
    scene.approve_all(now=then)
    go_live(scene.submission, now=then)
    revision = start_revision(listing_id=scene.revision.listing_id, by=scene.owner, now=then)
    second = InReview(owner=scene.owner, revision_id=revision.pk, reviewers=scene.reviewers)
    media = revision.sections.get(key="overview").document["media"]
    second.edit("overview", media=[{**media[0], "caption": "Consumers that are behind"}, *media[1:]], now=then)
    second.add_version("1.1.0", now=then)
    second.resubmit(now=then)
    return second


def outcomes(actor: object = None) -> dict[str, str]:
    rows = lane_results(actor or staff(is_admin=True), since=today() - timedelta(days=1)).filter(exclusion="")
    return {row.review.team: row.outcome for row in rows}  # type: ignore[attr-defined]  # annotated


def test_correction_is_recorded_once_per_team_and_decides_nothing(correction: InReview) -> None:
    results = LaneResult.objects.filter(submission=correction.submission)

    assert {(row.review.team, row.exclusion) for row in results} == {(DOCS, ""), ("product_design", "")}
    assert correction.revision.state == "in_review"
    assert set(LaneResult.objects.exclude(submission=correction.submission).values_list("exclusion", flat=True)) == {
        LaneExclusion.FIRST_SUBMISSION
    }


def test_outcomes_follow_the_decisions_of_people(correction: InReview) -> None:
    assert outcomes() == {DOCS: LaneOutcome.OPEN, "product_design": LaneOutcome.OPEN}

    correction.approve("product_design", now=today())
    correction.send_back(DOCS, now=today())
    assert outcomes() == {DOCS: LaneOutcome.MISSED, "product_design": LaneOutcome.AGREED}


def test_draw_stays_while_the_revision_changes(correction: InReview) -> None:
    LaneResult.objects.filter(submission=correction.submission).update(is_drawn=True)
    correction.send_back(DOCS, now=today())
    correction.edit("overview", short_description="Something else", now=today())
    correction.resubmit(now=today())

    assert set(LaneResult.objects.filter(submission=correction.submission).values_list("exclusion", "is_drawn")) == {
        (LaneExclusion.WORDING, True)
    }


def test_open_blocking_comment_excludes_the_next_submission(correction: InReview) -> None:
    thread = correction.comment(DOCS, is_blocking=True, now=today())
    correction.send_back(DOCS, now=today())
    reply_to_thread(thread_id=thread.pk, body="Done.", by=correction.owner, now=today())
    correction.resubmit(now=today())

    assert correction.review(DOCS).lane_results.get(submission=correction.submission).exclusion == LaneExclusion.THREAD


def test_reviewers_see_the_line_after_their_team_decided(correction: InReview) -> None:
    docs, design = (browser_of(correction.team(team)) for team in (DOCS, "product_design"))
    pages = {team: f"/reviews/{correction.review(team).pk}/" for team in (DOCS, "product_design")}
    line = "The fast lane would have approved this submission."

    assert line not in html_of(docs, pages[DOCS])
    correction.approve(DOCS, now=today())

    assert line in html_of(docs, pages[DOCS])
    assert line not in html_of(design, pages[DOCS])
    assert line not in html_of(design, pages["product_design"])


def test_page_counts_and_lists_misses_for_leads(correction: InReview) -> None:
    correction.send_back(DOCS, now=today())
    lead = browser_of(staff(is_admin=True))

    html = html_of(lead, "/queue/fast-lane/")

    assert f'href="/reviews/{correction.review(DOCS).pk}/"' in html
    assert "First submission of the listing" in html
    insider = join(staff(is_admin=True), organisation_of(correction.owner))
    assert f'href="/reviews/{correction.review(DOCS).pk}/"' not in html_of(browser_of(insider), "/queue/fast-lane/")


def test_page_with_very_many_results_is_about_the_latest(correction: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    correction.send_back(DOCS, now=today())
    admin = browser_of(staff(is_admin=True))
    link, number = f'href="/reviews/{correction.review(DOCS).pk}/"', LaneResult.objects.count()
    monkeypatch.setattr(queries, "MAX_LANE_RESULTS", number + 1)
    assert "only the latest" not in html_of(admin, "/queue/fast-lane/")

    latest = today() + timedelta(minutes=1)
    others = LaneResult.objects.exclude(review=correction.review(DOCS)).values("pk")[:2]
    LaneResult.objects.filter(pk__in=list(others.values_list("pk", flat=True))).update(at=latest)
    monkeypatch.setattr(queries, "MAX_LANE_RESULTS", 2)
    page = admin.get("/queue/fast-lane/")

    assert "only the latest" in page.content.decode()
    assert page.context["start"] == latest
    assert link not in page.content.decode()


def test_page_is_for_leads_and_admins(correction: InReview) -> None:
    readers = (correction.team(DOCS), correction.owner, member(organisation("Other")))

    assert [browser_of(reader).get("/queue/fast-lane/").status_code for reader in readers] == [403, 403, 403]
    assert Client().get("/queue/fast-lane/").status_code == 302


def test_partner_pages_do_not_depend_on_the_results(correction: InReview) -> None:
    partner, listing = browser_of(correction.owner), correction.revision.listing
    with transaction.atomic():
        write_tile(listing)
    pages = [listing.get_absolute_url(), f"{listing.get_absolute_url()}revisions/2/review/", "/notices/"]
    before = [partner.get(page).content.decode().lower() for page in pages]

    LaneResult.objects.all().delete()

    assert all("fast lane" not in text and "fast-lane" not in text for text in before)
    assert [len(partner.get(page).content) for page in pages] == [len(text.encode()) for text in before]
