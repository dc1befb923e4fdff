"""Suggested changes of values, rows, records and files: what can be suggested, accepted, declined and compared."""

from collections.abc import Iterator
from csv import DictReader
from datetime import timedelta
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client

from audit.models import Event
from catalog.writes import write_tile
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible
from listings.actions import start_revision
from listings.content.bundles import bundle_of_revision
from listings.models import Listing, Revision, Section, SectionVersion
from listings.states.revision_states import RevisionState
from reviews.actions import apply_suggestion, decline_suggestion, resolve_thread
from reviews.errors import SuggestionRefused
from reviews.models import SuggestionOutcome, Thread, ThreadState
from reviews.queries.suggestions import open_suggestions, place_in_draft, suggestion_place
from reviews.suggested_changes import change_of
from reviews.suggestion_places import CommentPlace
from tests.listings.scene import NOW, member
from tests.reviews.scene import DOCS, METRICS, InReview, after, browser_of, html_of, reviewer_for, today
from tests.validation.scene import go_live, organisation_of
from tilekit.core.field import Json

pytestmark = pytest.mark.django_db


def overview(scene: InReview) -> dict[str, Json]:
    return Section.objects.get(revision=scene.revision_id, key="overview").document


def media_path(scene: InReview) -> str:
    return f"overview.media[{scene.submission.documents['overview']['media'][0]['key']}]"


def suggest(scene: InReview, path: str = "", **values: object) -> Thread:
    return scene.comment(DOCS, path=path, **values)


def metrics(scene: InReview) -> str:
    return bundle_of_revision(scene.revision).files[METRICS].decode()


@pytest.mark.parametrize(
    "path, value",
    [
        ("overview.short_description", "Watch every queue"),
        ("overview.categories", ["Automation"]),
        ("support.support_email", "help@acme.example"),
    ],
)
def test_value_is_saved_as_a_version_by_the_reviewer(scene: InReview, path: str, value: Json) -> None:
    thread, (key, _, name) = suggest(scene, path, suggestion=value), path.partition(".")
    scene.send_back(DOCS)

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1))

    section = Section.objects.get(revision=scene.revision_id, key=key)
    entry = SectionVersion.objects.filter(section=section).latest("version")
    assert section.document[name] == value
    assert (entry.by, entry.suggested_by) == (scene.owner.id, scene.team(DOCS).id)
    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.outcome_by_id) == (
        ThreadState.ANSWERED,
        SuggestionOutcome.ACCEPTED,
        scene.owner.id,
    )


def test_later_edit_has_an_entry_of_its_own(scene: InReview) -> None:
    thread = suggest(scene, "overview.short_description", suggestion="Watch every queue")
    scene.send_back(DOCS)
    scene.edit(title="Acme One", now=after(hours=1))
    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1, seconds=10))
    scene.edit(title="Acme Two", now=after(hours=1, seconds=20))

    entries = SectionVersion.objects.filter(section__revision=scene.revision_id, section__key="overview")
    authors = list(entries.order_by("-version").values_list("suggested_by", flat=True)[:3])
    assert authors == [None, scene.team(DOCS).id, None]


def test_row_keeps_what_the_partner_changed_in_other_cells(scene: InReview) -> None:
    thread = suggest(scene, media_path(scene), suggestion={"caption": "Depth of each queue"})
    scene.send_back(DOCS)
    row = overview(scene)["media"][0]
    scene.edit(media=[{**row, "alternative_text": "A chart of queues"}], now=after(hours=1))

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=2))

    expected = {**row, "caption": "Depth of each queue", "alternative_text": "A chart of queues"}
    assert overview(scene)["media"] == [expected]


def test_record_of_the_metrics_file_is_changed_wherever_it_is_now(scene: InReview) -> None:
    name = metrics(scene).splitlines()[1].split(",")[0]
    thread = suggest(scene, file=METRICS, line=2, suggestion={"description": "Messages that wait, in total"})
    number = scene.move_metric_line(2)
    scene.send_back(DOCS, now=today())

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=today() + timedelta(hours=1))

    line = metrics(scene).splitlines()[number - 1]
    assert line.startswith(name)
    assert '"Messages that wait, in total"' in line
    assert change_of(thread).record["metric_name"] == name  # type: ignore[union-attr]


@pytest.mark.parametrize("is_renamed_first", [True, False])
def test_two_suggestions_about_one_record_are_accepted_in_any_order(scene: InReview, *, is_renamed_first: bool) -> None:
    name = metrics(scene).splitlines()[1].split(",")[0]
    rename = suggest(scene, file=METRICS, line=2, suggestion={"metric_name": f"{name}_now"}, now=today())
    words = {"description": "Consumers of the queue"}
    other = scene.comment("engineering", path="", file=METRICS, line=2, suggestion=words, now=today())
    scene.send_back(DOCS, now=today())

    for thread in (rename, other) if is_renamed_first else (other, rename):
        apply_suggestion(thread_id=thread.pk, by=scene.owner, now=today())

    line = metrics(scene).splitlines()[1]
    assert line.startswith(f"{name}_now,")
    assert words["description"] in line


def test_record_is_renamed_by_two_reviewers(scene: InReview) -> None:
    name = metrics(scene).splitlines()[1].split(",")[0]
    for team, new_name in ((DOCS, f"{name}_now"), ("engineering", f"{name}_total")):
        cells = {"metric_name": new_name}
        scene.comment(team, path="", file=METRICS, line=2, suggestion=cells, now=today())
    first, second = Thread.objects.order_by("opened_at", "pk")
    scene.send_back(DOCS, now=today())
    apply_suggestion(thread_id=first.pk, by=scene.owner, now=today())
    partner = browser_of(scene.owner)

    page = partner.post(f"/threads/{second.pk}/apply-suggestion/", follow=True)

    assert "Compare a suggestion" in page.content.decode()
    assert "You have removed this part" not in page.content.decode()
    partner.post(f"/threads/{second.pk}/apply-suggestion/", {"seen": page.context["compared"].seen})
    assert metrics(scene).splitlines()[1].startswith(f"{name}_total,")


def new_row(scene: InReview, **cells: str) -> Thread:
    """A suggestion of a row like the first one, at the header of the file."""
    first = next(DictReader(metrics(scene).splitlines()))
    row = {**first, "metric_name": f"{first['metric_name']}.age", "description": "Age of the oldest message", **cells}
    return suggest(scene, file=METRICS, line=1, suggestion=row)


def test_new_row_is_added_below_what_the_partner_changed(scene: InReview) -> None:
    thread, lines = new_row(scene), metrics(scene).splitlines()
    scene.move_metric_line(2)
    scene.send_back(DOCS, now=today())

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=today() + timedelta(hours=1))

    (added,) = set(metrics(scene).splitlines()) - set(lines)
    assert metrics(scene).splitlines()[-1] == added
    assert "Age of the oldest message" in added


def test_new_row_that_the_partner_has_added_is_compared_and_not_added_twice(scene: InReview) -> None:
    same, other = new_row(scene), new_row(scene, description="Age of the first message")
    scene.send_back(DOCS)
    apply_suggestion(thread_id=same.pk, by=scene.owner, now=after(hours=1))

    with pytest.raises(NotPossible) as refused:
        apply_suggestion(thread_id=other.pk, by=scene.owner, now=after(hours=2))

    assert refused.value.context["codes"] == ["text-changed"]
    change = change_of(other)
    assert change
    seen = place_in_draft(scene.revision, other.path, change).digest
    apply_suggestion(thread_id=other.pk, by=scene.owner, now=after(hours=3), seen=seen)
    rows = [line for line in metrics(scene).splitlines() if "Age of the" in line]
    assert [("Age of the first message" in line) for line in rows] == [True]


@pytest.mark.parametrize("cells", [{"metric_type": "thermometer"}, {"unit_name": "furlong"}, {"metric_name": ""}])
def test_blocker_of_a_new_row_is_shown_at_its_cell(scene: InReview, cells: dict[str, str]) -> None:
    with pytest.raises(SuggestionRefused) as info:
        new_row(scene, **cells)

    assert list(info.value.context["fields"]) == list(cells)  # type: ignore[call-overload]


def test_form_at_the_header_of_a_file_suggests_a_row(scene: InReview, docs: Client, url: str) -> None:
    address = f"{url}?view=files&file={METRICS}&line=1&comment=file"
    page = BeautifulSoup(html_of(docs, address), "html.parser")
    inputs = {str(field["name"]): field.get("value", "") for field in page.select("#comment-suggestion [name]")}
    assert page.select_one("#comment-suggestion summary").get_text(strip=True) == "Suggest a new row"  # type: ignore[union-attr]
    first = {f"suggested.{name}": value for name, value in next(DictReader(metrics(scene).splitlines())).items()}
    assert set(first) == set(inputs) - {"suggests"}
    place = {"file": METRICS, "line": "1", "body": "Count these as well.", "send": "now", "suggests": "new_record"}

    docs.post(f"{url}threads/", {**place, **first, "suggested.metric_name": "acme_widget.more"})

    change = change_of(Thread.objects.get())
    assert change
    assert change.cells["metric_name"] == "acme_widget.more"
    assert "acme_widget.more" in html_of(browser_of(scene.owner), scene.revision.listing.get_absolute_url())


def test_file_keeps_its_name_and_gets_the_text(scene: InReview) -> None:
    text = metrics(scene)
    thread = suggest(scene, "data.metadata_csv", suggestion=text.replace("gauge", "count", 1))
    scene.send_back(DOCS)

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1))

    assert metrics(scene) == text.replace("gauge", "count", 1)


def test_changed_place_is_compared_before_it_is_replaced(scene: InReview) -> None:
    thread = suggest(scene, "overview.short_description", suggestion="Watch every queue", now=today())
    scene.send_back(DOCS, now=today())
    scene.edit(short_description="Our own new words", now=today())
    partner = browser_of(scene.owner)

    response = partner.post(f"/threads/{thread.pk}/apply-suggestion/")

    assert response.headers["Location"] == f"/threads/{thread.pk}/suggestion/"
    page = html_of(partner, response.headers["Location"])
    assert "own new words" in page
    assert "every queue" in page
    assert overview(scene)["short_description"] == "Our own new words"
    content = place_in_draft(scene.revision, thread.path, change_of(thread))  # type: ignore[arg-type]
    assert f'value="{content.digest}"' in page
    listing_url = f"/listings/{scene.revision.listing_id}/"
    assert "Compare both versions" in html_of(partner, listing_url)
    scene.edit(short_description="Watch every queue", now=today())  # typed instead of accepted
    assert "Compare both versions" not in html_of(partner, listing_url)
    scene.edit(short_description="Our own new words", now=today())
    partner.post(f"/threads/{thread.pk}/apply-suggestion/", {"seen": content.digest})
    assert overview(scene)["short_description"] == "Watch every queue"


@pytest.mark.parametrize(
    "cell, value",
    [("", {"caption": "Depth of each queue"}), (".caption", "Depth of each queue"), (".alternative_text", "A graph")],
)
def test_removed_row_stays_removed(scene: InReview, cell: str, value: Json) -> None:
    thread = suggest(scene, media_path(scene) + cell, suggestion=value, now=today())
    scene.send_back(DOCS, now=today())
    scene.edit(media=[], now=today())
    content = place_in_draft(scene.revision, thread.path, change_of(thread))  # type: ignore[arg-type]

    with pytest.raises(NotPossible):
        apply_suggestion(thread_id=thread.pk, by=scene.owner, now=today(), seen=content.digest)

    assert overview(scene)["media"] == []
    assert "You have removed this part" in html_of(browser_of(scene.owner), f"/threads/{thread.pk}/suggestion/")


def test_declined_suggestion_answers_the_thread_and_can_not_be_accepted(scene: InReview) -> None:
    thread = suggest(scene, "overview.title", suggestion="Acme Queue", is_blocking=True)
    scene.send_back(DOCS)

    for _twice in range(2):
        decline_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1))

    thread.refresh_from_db()
    assert (thread.state, thread.outcome) == (ThreadState.ANSWERED, SuggestionOutcome.DECLINED)
    assert Event.objects.filter(verb="thread.decline-suggestion", actor_id=scene.owner.id).count() == 1
    with pytest.raises(NotPossible) as info:
        apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=2))
    assert info.value.context["codes"] == ["suggestion-declined"]


def test_accepting_twice_saves_once(scene: InReview) -> None:
    thread = suggest(scene, "overview.title", suggestion="Acme Queue")
    scene.send_back(DOCS)

    for _twice in range(2):
        apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1))

    assert Event.objects.filter(verb="thread.apply-suggestion").count() == 1
    with pytest.raises(NotPossible) as info:
        decline_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1))
    assert info.value.context["codes"] == ["suggestion-accepted"]


def test_only_editors_of_the_partner_decline(scene: InReview) -> None:
    thread = suggest(scene, "overview.title", suggestion="Acme Queue")
    internal = suggest(scene, "overview.title", suggestion="Acme Queue", is_internal=True)

    for by in (member(organisation_of(scene.owner), Role.VIEWER), scene.team(DOCS)):
        with pytest.raises(NotAllowed):
            decline_suggestion(thread_id=thread.pk, by=by, now=NOW)
    with pytest.raises(NotFound):
        decline_suggestion(thread_id=internal.pk, by=scene.owner, now=NOW)


@pytest.mark.parametrize(
    "path, value, cell",
    [
        ("overview.title", "x" * 3000, ""),
        ("overview.categories", 7, ""),
        ("overview.categories", ["nonsense"], ""),
        ("support.support_email", "nobody", ""),
        ("data.metadata_csv", 'metric_name,"broken', ""),
    ],
)
def test_invalid_suggestion_is_refused_at_its_input(scene: InReview, path: str, value: Json, cell: str) -> None:
    with pytest.raises(SuggestionRefused) as info:
        suggest(scene, path, suggestion=value)

    assert list(info.value.context["fields"]) == [cell]  # type: ignore[call-overload]
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "at",
    [
        CommentPlace(path="overview.media"),
        CommentPlace(path="overview.vendor_name"),
        CommentPlace(path="legal.agreement_marketplace"),
        CommentPlace(path="overview.media[nothing].caption"),
        CommentPlace(file="manifest.json"),
        CommentPlace(file="README.md", line=1),
        CommentPlace(file=METRICS, line=999),
        CommentPlace(path="configuration.oauth_client_secret"),
    ],
)
def test_nothing_is_suggested_where_the_partner_can_not_edit(scene: InReview, at: CommentPlace) -> None:
    assert suggestion_place(scene.submission, at) is None


def test_form_sends_what_was_changed_and_keeps_what_was_refused(scene: InReview, docs: Client, url: str) -> None:
    place = {"path": "overview.short_description", "suggests": "value", "send": "now"}

    docs.post(f"{url}threads/", {**place, "body": "Shorter", "suggested.value": "Queues at a glance"})
    response = docs.post(
        f"{url}threads/", {**place, "path": "support.support_email", "body": "Wrong", "suggested.value": "nobody"}
    )

    assert [change_of(thread) is not None for thread in Thread.objects.all()] == [True]
    assert response.status_code == 422
    assert 'value="nobody"' in response.content.decode()


def test_all_suggestions_are_accepted_together_but_those_in_conflict(scene: InReview) -> None:
    suggest(scene, "overview.title", suggestion="Acme Queue", now=today())
    other = suggest(scene, "overview.short_description", suggestion="Watch every queue", now=today())
    suggest(scene, media_path(scene), suggestion={"caption": "Depth of each queue"}, now=today())
    scene.send_back(DOCS, now=today())
    scene.edit(short_description="Our own new words", now=today())
    partner, home = browser_of(scene.owner), f"/listings/{scene.revision.listing_id}/"
    assert "Accept all 2 suggestions" in html_of(partner, home)

    page = partner.post(f"{home}suggestions/", follow=True).content.decode()

    assert "2 suggestions were accepted." in page
    assert overview(scene)["title"] == "Acme Queue"
    other.refresh_from_db()
    assert other.outcome == ""


def test_colleague_declines_one_while_all_are_accepted(scene: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    suggest(scene, "overview.title", suggestion="Acme Queue", now=today())
    declined = suggest(scene, "overview.short_description", suggestion="Watch every queue", now=today())
    resolved = suggest(scene, "support.support_email", suggestion="help@acme.example", now=today())
    suggest(scene, media_path(scene), suggestion={"caption": "Depth of each queue"}, now=today())
    scene.send_back(DOCS, now=today())

    def read_then_answer(by: Actor, listing_id: UUID) -> list[UUID]:
        rows = open_suggestions(by, listing_id)
        decline_suggestion(thread_id=declined.pk, by=scene.owner, now=today())
        resolve_thread(thread_id=resolved.pk, by=scene.team(DOCS), now=today())
        return rows

    monkeypatch.setattr("reviews.views.suggestions.open_suggestions", read_then_answer)
    url = f"/listings/{scene.revision.listing_id}/suggestions/"

    page = browser_of(scene.owner).post(url, follow=True).content.decode()

    assert "2 suggestions were accepted." in page
    assert set(Thread.objects.values_list("outcome", flat=True)) == {*SuggestionOutcome.values, ""}


def test_suggestions_for_an_earlier_revision_are_not_offered(scene: InReview) -> None:
    old = suggest(scene, "overview.title", suggestion="Acme Queue", now=today())
    scene.approve_all(now=today())
    go_live(scene.submission, now=today())
    with transaction.atomic():
        write_tile(Listing.objects.get())
    revision = start_revision(listing_id=scene.revision.listing_id, by=scene.owner, now=today())
    update = InReview(owner=scene.owner, revision_id=revision.pk, reviewers=scene.reviewers)
    update.edit(short_description="Watch your queues and consumers", now=today())
    update.add_version("1.1.0", now=today())
    update.resubmit(now=today())
    suggest(update, "overview.short_description", suggestion="Watch every queue", now=today())
    update.send_back(DOCS, now=today())
    partner, home = browser_of(scene.owner), f"/listings/{scene.revision.listing_id}/"
    assert f"/threads/{old.pk}/suggestion/" not in html_of(partner, home)

    page = partner.post(f"{home}suggestions/", follow=True).content.decode()

    assert "1 suggestion was accepted." in page
    assert overview(update)["short_description"] == "Watch every queue"
    old.refresh_from_db()
    assert old.outcome == ""


def test_report_of_accepted_suggestions_survives_an_error(scene: InReview, monkeypatch: pytest.MonkeyPatch) -> None:
    suggest(scene, "overview.title", suggestion="Acme Queue", now=today())
    suggest(scene, "overview.short_description", suggestion="Watch every queue", now=today())
    scene.send_back(DOCS, now=today())

    def read_then_submit(by: Actor, listing_id: UUID) -> Iterator[UUID]:
        first, second = open_suggestions(by, listing_id)
        yield first
        Revision.objects.update(state=RevisionState.SUBMITTED)
        yield second

    monkeypatch.setattr("reviews.views.suggestions.open_suggestions", read_then_submit)

    page = browser_of(scene.owner).post(f"/listings/{scene.revision.listing_id}/suggestions/")

    assert page.status_code == 409
    assert "1 suggestion was accepted." in page.content.decode()


def test_suggestion_of_a_resolved_comment_is_not_compared(scene: InReview) -> None:
    thread, partner = suggest(scene, "overview.title", suggestion="Acme Queue", now=today()), browser_of(scene.owner)
    address, listing_url = f"/threads/{thread.pk}/suggestion/", f"/listings/{scene.revision.listing_id}/"
    scene.send_back(DOCS, now=today())
    assert partner.get(address).status_code == 200

    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=today())

    assert partner.get(address).headers["Location"] == f"{listing_url}#thread-{thread.pk}"
    refused = partner.post(f"/threads/{thread.pk}/apply-suggestion/").content.decode()
    assert "This comment is resolved, so you can" in refused


def test_stranger_finds_no_suggestion(scene: InReview) -> None:
    thread = suggest(scene, "overview.title", suggestion="Acme Queue")
    stranger = browser_of(reviewer_for(DOCS))

    assert stranger.get(f"/threads/{thread.pk}/suggestion/").status_code == 403
    assert Client().get(f"/threads/{thread.pk}/suggestion/").status_code == 302
