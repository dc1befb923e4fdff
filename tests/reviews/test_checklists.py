"""The checklist of a review: what is on it, ticks that last, and required items that keep a team from approving."""

from collections.abc import Collection
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from reviews.actions import save_team_texts, tick_items
from reviews.checklists import QUESTIONS, built_in_checklist, questions_of
from reviews.errors import ChecklistItemRemoved, SubmissionReplaced
from reviews.models import ChecklistTick, TextsKind
from reviews.queries.checklists import TickState, checklist_of
from reviews.team_texts import TeamText
from tests.listings.scene import NOW
from tests.markup import compact
from tests.reviews.scene import DOCS, InReview, browser_of, html_of, in_review, join, reviewer_for, today
from tests.validation.scene import organisation_of
from tilekit.checks.registered_checks import all_checks, check_of

STEPS = TeamText(key="steps", text={"en": "Steps of {listing} work"}, is_required=True, sections=("setup",))
CARD = TeamText(key="card", text={"en": "The card is short"}, is_required=True, sections=("overview",))
OPTIONAL = TeamText(key="all", text={"en": "All is read"})


def use_list(*items: TeamText, seen: int = 0) -> None:
    by = reviewer_for(DOCS, role=TeamRole.LEAD)
    save_team_texts(kind=TextsKind.CHECKLIST, team=DOCS, items=items, seen=seen, by=by, now=NOW)


def tick(
    scene: InReview,
    *keys: str,
    unticked: Collection[str] = (),
    by: Actor | None = None,
    version: int = 1,
) -> None:
    tick_items(
        review_id=scene.review(DOCS).pk,
        submission_id=scene.submission.pk,
        version=version,
        ticked=keys,
        unticked=unticked,
        by=by or scene.team(DOCS),
        now=NOW,
    )


def states(scene: InReview) -> dict[str, TickState]:
    """The states of the team's own items, without the questions of checks."""
    entries = checklist_of(scene.review(DOCS), scene.submission).entries
    return {entry.item.key: entry.state for entry in entries if entry.item.key not in QUESTIONS}


def resubmit(scene: InReview, section: str, **changes: object) -> None:
    scene.send_back(DOCS)
    scene.edit(section, **changes)
    scene.resubmit()


def test_every_question_of_the_catalogue_is_asked_of_one_team() -> None:
    assert {check.code for check in all_checks() if check.question} == set(QUESTIONS)


def test_team_is_asked_what_the_catalogue_leaves_to_it() -> None:
    questions = questions_of(DOCS)

    assert [item.key for item in questions] == ["MF-017", "RN-016"]
    assert questions[0].text["en"] == check_of("MF-017").question
    assert set(questions[0].text) == {"en", "fr", "ja"}


def test_no_item_of_the_portal_has_the_key_of_a_question() -> None:
    assert not {item.key for team in QUESTIONS.values() for item in built_in_checklist(team)} & set(QUESTIONS)


@pytest.mark.django_db
def test_checklist_follows_the_decision_that_it_can_prevent(scene: InReview) -> None:
    html = html_of(browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/")

    assert html.index('id="decide"') < html.index('id="checklist"') < html.index("Open listing")


def test_tick_belongs_to_version_submission_and_person(scene: InReview) -> None:
    use_list(STEPS, OPTIONAL)

    tick(scene, "steps", "RN-016")

    row = ChecklistTick.objects.get(item_key="steps")
    assert (row.version, row.submission_id, row.by_id) == (1, scene.submission.pk, scene.team(DOCS).id)
    assert list(row.reads) == ["setup"]
    assert states(scene) == {"steps": TickState.TICKED, "all": TickState.OPEN}
    event = Event.objects.filter(verb="review.tick").earliest("at", "id")
    assert (event.object_ids["item"], event.object_ids["version"]) == ("steps", 1)


@pytest.mark.django_db
def test_untick_leaves_the_ticks_of_others(scene: InReview) -> None:
    use_list(STEPS, OPTIONAL)
    tick(scene, "steps", "all")

    tick(scene, unticked=["steps"], by=reviewer_for(DOCS))

    assert states(scene) == {"steps": TickState.OPEN, "all": TickState.TICKED}
    assert Event.objects.filter(verb="review.untick").count() == 1


@pytest.mark.django_db
def test_two_ticks_of_one_item_are_one_row(scene: InReview) -> None:
    use_list(STEPS)
    tick(scene, "steps")
    tick(scene, "steps", by=reviewer_for(DOCS))

    row = ChecklistTick.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChecklistTick.objects.create(
            review=row.review, item_key="steps", version=1, submission=row.submission, by=row.by, at=NOW
        )


@pytest.mark.django_db
def test_only_reviewers_of_the_team_tick(scene: InReview) -> None:
    use_list(STEPS)

    for by in (scene.team("engineering"), join(reviewer_for(DOCS), organisation_of(scene.owner))):
        with pytest.raises(NotAllowed):
            tick(scene, "steps", by=by)
    with pytest.raises(NotFound):
        tick(scene, "steps", by=scene.owner)
    assert not ChecklistTick.objects.exists()


@pytest.mark.django_db
def test_tick_of_what_is_no_longer_shown_is_refused(scene: InReview) -> None:
    use_list(STEPS)

    with pytest.raises(ChecklistItemRemoved):
        tick(scene, "card")
    with pytest.raises(ChecklistItemRemoved):
        tick(scene, "steps", version=7)
    with pytest.raises(SubmissionReplaced):
        tick_items(
            review_id=scene.review(DOCS).pk,
            submission_id=uuid4(),
            version=1,
            ticked=["steps"],
            unticked=(),
            by=scene.team(DOCS),
            now=NOW,
        )


@pytest.mark.django_db
def test_tick_lasts_while_its_sections_stay_the_same(scene: InReview) -> None:
    use_list(STEPS, CARD, OPTIONAL)
    tick(scene, "steps", "card", "all")

    resubmit(scene, "overview", short_description="Watch every queue")

    expected = {"steps": TickState.TICKED, "card": TickState.CONTENT_CHANGED, "all": TickState.CONTENT_CHANGED}
    assert states(scene) == expected


@pytest.mark.django_db
def test_tick_lasts_if_the_team_does_not_read_the_change(scene: InReview) -> None:
    use_list(OPTIONAL)
    tick(scene, "all")

    resubmit(scene, "overview", supported_os=["Linux"])

    assert states(scene) == {"all": TickState.TICKED}


@pytest.mark.django_db
def test_tick_is_lost_if_the_item_says_something_else(scene: InReview) -> None:
    use_list(STEPS, CARD)
    tick(scene, "steps", "card")

    translated = {"en": "The card is short", "fr": "La carte est courte"}
    use_list(
        TeamText(key="steps", text={"en": "Steps are numbered"}, sections=("setup",)),
        TeamText(key="card", text=translated, sections=("overview",)),
        seen=1,
    )

    assert states(scene) == {"steps": TickState.TEXT_CHANGED, "card": TickState.TICKED}


@pytest.mark.django_db
def test_required_item_without_a_tick_keeps_the_team_from_approving(scene: InReview) -> None:
    use_list(STEPS, CARD, OPTIONAL)
    tick(scene, "card")

    with pytest.raises(NotPossible) as refused:
        scene.approve(DOCS)
    assert refused.value.context["codes"] == ["checklist-open"]
    assert "Steps of Acme Widget work" in str(refused.value)

    tick(scene, "steps")
    assert scene.approve(DOCS).is_approval


@pytest.mark.django_db
def test_ticks_stay_as_they_were_when_the_team_approved(scene: InReview, docs: Client, url: str) -> None:
    use_list(STEPS)
    tick(scene, "steps")
    scene.approve(DOCS)

    with pytest.raises(NotPossible) as refused:
        tick(scene, unticked=["steps"])

    assert refused.value.context["codes"] == ["approved-already"]
    assert 'value="steps" checked disabled' in html_of(docs, url)


@pytest.mark.django_db
def test_other_teams_and_requests_for_changes_need_no_tick(scene: InReview) -> None:
    use_list(STEPS)

    assert scene.approve("engineering").is_approval
    assert not scene.send_back(DOCS).is_approval


@pytest.mark.django_db
def test_page_says_what_is_missing_and_links_to_it(scene: InReview, docs: Client, url: str) -> None:
    use_list(STEPS, OPTIONAL)

    html = html_of(docs, url)

    assert '<a href="#checklist-steps">Required by the checklist, but not ticked: Steps of Acme Widget work</a>' in html
    assert '<li id="checklist-steps">' in html
    assert "0 of 4 ticked" in html


@pytest.mark.django_db
def test_sent_form_changes_only_what_the_reader_changed(scene: InReview, docs: Client, url: str) -> None:
    use_list(STEPS, CARD, OPTIONAL)
    tick(scene, "card", by=reviewer_for(DOCS))  # after the page was loaded
    shown = {"version": "1", "submission": str(scene.submission.pk), "was_ticked": ["all"]}

    response = docs.post(f"{url}checklist/", {**shown, "ticked": ["steps"], "next": f"{url}?view=threads"})

    assert (response.status_code, response.headers["Location"]) == (303, f"{url}?view=threads")
    assert states(scene) == dict.fromkeys(("steps", "card"), TickState.TICKED) | {"all": TickState.OPEN}
    assert "Ticked by Documentation" in html_of(docs, url)


@pytest.mark.django_db
def test_partial_answer_has_list_and_what_is_left(scene: InReview, docs: Client, url: str) -> None:
    use_list(STEPS)
    sent = {"version": "1", "submission": str(scene.submission.pk), "ticked": ["steps"]}

    part = compact(docs.post(f"{url}checklist/", sent, headers={"HX-Request": "true"}).content.decode())

    assert "1 of 3 ticked" in part
    assert 'id="approve" hx-swap-oob="true"' in part
    assert "You can approve." in part


@pytest.mark.django_db
def test_refused_tick_is_explained_in_the_list(scene: InReview, docs: Client, url: str) -> None:
    use_list(STEPS, CARD)
    use_list(STEPS, seen=1)
    sent = {"version": "1", "submission": str(scene.submission.pk)}

    for change in ("ticked", "was_ticked"):
        response = docs.post(f"{url}checklist/", {**sent, change: ["card"]}, headers={"HX-Request": "true"})
        assert "The item that you changed was removed." in response.content.decode()
    assert not ChecklistTick.objects.exists()
    for refused in ({"ticked": ["gone"]}, {"ticked": ["steps"], "submission": str(uuid4())}):
        assert docs.post(f"{url}checklist/", {**sent, **refused}).status_code == 409


@pytest.mark.django_db
def test_people_who_may_not_review_see_the_ticks_only(scene: InReview, url: str) -> None:
    use_list(STEPS)
    tick(scene, "steps")

    html = html_of(browser_of(scene.team("engineering")), url)

    assert 'value="steps" checked disabled' in html
    assert "Save checklist" not in html


@pytest.mark.django_db
def test_lost_tick_says_on_which_submission_it_was(scene: InReview, docs: Client, url: str) -> None:
    use_list(STEPS)
    tick(scene, "steps")
    scene.send_back(DOCS, now=today())
    scene.edit("setup", setup_md="1. Open the tile.", now=today())
    scene.resubmit(now=today())

    assert "Ticked on submission 1 by Documentation. The content has changed since." in html_of(docs, url)


@pytest.mark.django_db
def test_review_page_asks_the_questions_of_its_team_only() -> None:
    scene = in_review(now=today() - timedelta(days=1))

    html = compact(
        browser_of(scene.team("documentation")).get(f"/reviews/{scene.review('documentation').pk}/").content.decode()
    )

    assert check_of("RN-016").question in html.replace("&#x27;", "'")
    assert check_of("MN-008").question.split("“")[0] not in html.replace("&#x27;", "'")
