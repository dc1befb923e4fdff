import io
import re
import zipfile
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from listings.actions import attach_file
from listings.models import Section
from reviews.models import Thread, ThreadState, ViewedSubmission
from tests.files.samples import SVG
from tests.markup import compact
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, browser_of, html_of, today
from validation.models import Run, RunFinding, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
VIEWS = ("content", "changes", "preview", "findings", "threads", "history", "files")
NOW_SENT = {"send": "now"}


def second_round(scene: InReview) -> None:
    scene.send_back(DOCS, now=today())
    scene.edit("overview", short_description="Watch every queue", now=today())
    scene.resubmit(now=today())


def test_content_shows_a_section_as_customers_see_it_and_field_by_field(
    scene: InReview, docs: Client, url: str
) -> None:
    html = html_of(docs, f"{url}?view=content&section=setup")

    assert f'content digest <code title="{scene.submission.digest}">' in " ".join(html.split())
    assert "Setup &amp; Uninstall: as customers see it" in html
    assert "<strong>Install Integration</strong>" in html  # rendered
    assert "**Install Integration**" in html  # as submitted
    assert 'id="f-setup-uninstall_md-field"' in html


def test_content_begins_with_what_the_team_reads(scene: InReview) -> None:
    engineering = browser_of(scene.team("engineering"))

    html = html_of(engineering, f"/reviews/{scene.review('engineering').pk}/")

    assert "Configuration Method: field by field" in html


def test_content_offers_a_comment_at_every_field_row_and_file(scene: InReview, docs: Client, url: str) -> None:
    row = scene.submission.documents["overview"]["media"][0]["key"]

    html = html_of(docs, f"{url}?view=content&section=overview")

    offered = set(re.findall(r"threads/\?path=([^\"&]+)", html))
    assert {"overview.title", "overview.logo_light", f"overview.media%5B{row}%5D"} <= offered
    assert f"overview.media%5B{row}%5D.caption" in offered
    links = re.findall(r'Add comment<span class="sr">on ([^<]+)</span>', html)
    assert {"Overview › Tile title", "Overview › Media carousel › 1 › Type"} <= set(links)
    assert len(links) == len(set(links))


def test_dark_logo_is_shown_on_the_dark_backdrop(scene: InReview, docs: Client, url: str) -> None:
    scene.send_back(DOCS, now=today())
    logo = {"name": "dark.svg", "content": SVG}
    attach_file(revision_id=scene.revision_id, path="overview.logo_dark", **logo, by=scene.owner, now=today())
    scene.resubmit(now=today())

    for view, backdrops in (("content&section=overview", ["light", "dark"]), ("changes", ["dark"])):
        html = html_of(docs, f"{url}?view={view}")
        assert re.findall(r'class="backdrop" data-on="(\w+)"', html)[:2] == backdrops
    assert 'data-on="picture"' in html_of(docs, f"{url}?view=content&section=overview")


def test_open_threads_are_counted_in_words_that_fit(scene: InReview, docs: Client, url: str) -> None:
    docs.post(f"{url}threads/", {"path": "overview.title", "body": "Shorter?", **NOW_SENT})
    assert '<span class="sr">1 open thread</span>' in html_of(docs, url)

    docs.post(f"{url}threads/", {"path": "overview.short_description", "body": "Longer?", **NOW_SENT})
    assert '<span class="sr">2 open threads</span>' in html_of(docs, url)


@pytest.mark.parametrize("path", ["overview.title", "overview"])
def test_comment_form_opens_at_its_place_without_scripts(docs: Client, url: str, path: str) -> None:
    html = html_of(docs, f"{url}?view=content&section=overview&comment={path}")

    assert html.count('id="comment"') == 1
    assert f'name="path" value="{path}"' in html


def test_comment_form_comes_as_a_part_with_scripts(docs: Client, url: str) -> None:
    html = html_of(docs, f"{url}threads/?path=overview.title")

    assert "<html" not in html
    assert "Comment on Overview › Tile title" in html
    assert 'value="Acme Widget"' in html  # what a suggestion would replace


def test_comment_leads_back_to_its_thread(scene: InReview, docs: Client, url: str) -> None:
    response = docs.post(
        f"{url}threads/",
        {
            "path": "overview.title",
            "body": "Shorter?",
            "priority": "must",
            **NOW_SENT,
            "suggests": "value",
            "suggested.value": "Acme Widget",
        },
    )

    thread = Thread.objects.get()
    assert response.status_code == 303
    assert response.headers["Location"] == f"{url}?view=content&section=overview#thread-{thread.pk}"
    assert (thread.team, thread.is_blocking, thread.suggestion) == (DOCS, True, "")
    html = html_of(docs, response.headers["Location"])
    assert f'id="thread-{thread.pk}" data-keys-item data-sev="blocker"' in html


def test_comment_carries_a_suggestion_that_differs(docs: Client, url: str) -> None:
    typed = {"path": "overview.title", "body": "Hm", "suggests": "value", **NOW_SENT}
    docs.post(f"{url}threads/", {**typed, "suggested.value": "Acme Widget"})
    docs.post(f"{url}threads/", {**typed, "suggested.value": "Acme"})

    assert sorted(Thread.objects.values_list("suggestion", flat=True)) == ["", "Acme"]


@pytest.mark.parametrize(
    "place", [{"path": "overview.title"}, {"path": ""}, {"file": "metadata.csv", "line": "2"}, {"path": "setup"}]
)
def test_refused_comment_keeps_what_was_typed(docs: Client, url: str, place: dict[str, str]) -> None:
    typed = {"body": "My text", "priority": "must", "internal": "note"}

    response = docs.post(f"{url}threads/", {**place, **typed, "suggests": "value", "suggested.value": "Acme"})

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "because the partner" in html
    assert re.search(r"<textarea[^>]*>My text</textarea>", html)
    assert html.count(" checked>") == 1
    assert '<option value="must" selected>' in html
    assert ('value="Acme"' in html) == (place == {"path": "overview.title"})


def test_comment_on_a_line_stands_at_the_line(docs: Client, url: str) -> None:
    response = docs.post(f"{url}threads/", {"file": "metadata.csv", "line": "2", "body": "Which unit?"})

    html = html_of(docs, response.headers["Location"])

    line = re.search(r'<li id="line-2" tabindex="-1">.*?</li>', html, re.DOTALL)
    assert line
    assert "Which unit?" in line[0]


def test_canned_reply_goes_behind_the_text(docs: Client, url: str) -> None:
    part = docs.post(f"{url}canned-reply/", {"canned": "units", "body": "Hello.", "id": "comment-body"})
    assert "Hello.\n\nAdd a unit to each metric" in compact(part.content.decode())

    docs.post(f"{url}threads/", {"path": "data.metadata_csv", "body": "Hello.", "canned": "units", **NOW_SENT})
    assert Thread.objects.get().comments.get().body.startswith("Hello.\n\nAdd a unit to each metric")


def test_text_of_a_comment_is_shown_and_never_run(scene: InReview, docs: Client, url: str) -> None:
    scene.comment(DOCS, body="See **this** <script>alert(1)</script>", now=today())

    html = html_of(docs, f"{url}?view=threads")

    assert "<strong>this</strong>" in html
    assert "<script>alert" not in html


def test_reply_and_resolve_lead_back(scene: InReview, docs: Client, url: str) -> None:
    thread = scene.comment(DOCS, now=today())
    place = {"next": f"{url}?view=threads#thread-{thread.pk}"}

    replied = docs.post(f"{url}threads/{thread.pk}/answer/", {"body": "And?", **place, **NOW_SENT})
    resolved = docs.post(f"/threads/{thread.pk}/resolve/", place)

    assert replied.headers["Location"] == resolved.headers["Location"] == place["next"]
    thread.refresh_from_db()
    assert (thread.comments.count(), thread.state) == (2, ThreadState.RESOLVED)
    assert "1 resolved thread" in html_of(docs, f"{url}?view=threads")


def test_partner_takes_a_suggestion_over(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="overview.title", suggestion="Acme Queue", now=today())
    scene.send_back(DOCS, now=today())
    partner = browser_of(scene.owner)
    home = f"/listings/{thread.listing_id}/#thread-{thread.pk}"
    assert f'action="/threads/{thread.pk}/apply-suggestion/"' in html_of(partner, f"/listings/{thread.listing_id}/")

    assert partner.post(f"/threads/{thread.pk}/apply-suggestion/").headers["Location"] == home

    assert Section.objects.get(revision=scene.revision_id, key="overview").document["title"] == "Acme Queue"


def test_thread_follows_its_row_and_turns_outdated_without_it(scene: InReview, docs: Client, url: str) -> None:
    row = scene.submission.documents["overview"]["media"][0]
    other = {**row, "key": "other", "caption": "Another"}
    thread = scene.comment(DOCS, path=f"overview.media[{row['key']}].caption", now=today())
    scene.send_back(DOCS, now=today())
    scene.edit("overview", media=[other, row], now=today())
    scene.resubmit(now=today())

    html = html_of(docs, f"{url}?view=threads")
    assert "Overview › Media carousel › 2 › Caption" in html
    assert "Outdated" not in html

    scene.send_back(DOCS, now=today() + timedelta(seconds=1))
    scene.edit("overview", media=[other], now=today())
    scene.resubmit(now=today() + timedelta(seconds=2))
    html = html_of(docs, f"{url}?view=content&section=overview")
    assert "Comments on removed content" in html
    assert f'id="thread-{thread.pk}"' in html
    assert row["caption"] in html  # the excerpt


def test_thread_on_a_line_follows_the_line(scene: InReview, docs: Client, url: str) -> None:
    thread = scene.comment(DOCS, path="", file="metadata.csv", line=2, now=today())
    files = scene.submission.files
    lines = scene.move_metric_line(2)

    html = html_of(docs, f"{url}?view=threads")

    assert files["metadata.csv"] != scene.submission.files["metadata.csv"]
    assert f'#line-{lines}">Data › ' in html
    shown = html_of(docs, f"{url}?view=files&file=metadata.csv")
    line = re.search(rf'<li id="line-{lines}" tabindex="-1">.*?</li>', shown, re.DOTALL)
    assert line
    assert f"thread-{thread.pk}" in line[0]


def test_changes_have_nothing_to_compare_the_first_round_with(docs: Client, url: str) -> None:
    assert "Nothing to compare with" in html_of(docs, f"{url}?view=changes")


def test_changes_are_told_word_by_word(scene: InReview, docs: Client, url: str) -> None:
    second_round(scene)

    html = html_of(docs, f"{url}?view=changes")

    assert "Overview › Short description" in html
    assert re.search(r'<ins><span class="sr">Added: ?</span>Watch every', html)
    assert re.search(r'<del><span class="sr">Removed: ?</span>Monitor', html)
    assert "Since you last looked (submission 1)" in html
    assert "Since the previous submission" not in html  # the same submission


def test_parts_that_no_longer_apply_are_named_and_not_shown_as_removed(scene: InReview, docs: Client, url: str) -> None:
    scene.send_back(DOCS, now=today())
    scene.edit("configuration", code_type="tile_only", now=today())
    scene.resubmit(now=today())

    html = html_of(docs, f"{url}?view=changes")

    changes, _title, dropped = html.partition("No longer part of the listing")
    assert "Configuration Method › Configuration method" in changes
    assert "Data › Submitted data" in dropped
    assert "Data › " not in changes
    scene.send_back(DOCS, now=today())
    revision = scene.revision
    assert revision.sections.get(key="submission").document["attest_sandbox_test"] is False
    scene.edit("overview", short_description="Watch every queue", now=today())
    scene.resubmit(now=today())
    assert "No longer part of the listing" not in html_of(docs, f"{url}?view=changes&since=round")
    assert "Metric" not in changes.partition("Configuration Method › Configuration method")[2]


def test_box_that_is_no_longer_ticked_changes_to_no(scene: InReview, docs: Client, url: str) -> None:
    scene.send_back(DOCS, now=today())
    scene.edit("configuration", auto_install=True, now=today())
    scene.resubmit(now=today())
    scene.send_back(DOCS, now=today())
    scene.edit("configuration", auto_install=False, now=today())
    scene.resubmit(now=today())

    html = html_of(docs, f"{url}?view=changes&since=round")

    assert re.search(r'<ins><span class="sr">Added: ?</span>No', html)


def test_changes_since_one_last_looked_begin_at_the_round_that_was_seen(
    scene: InReview, docs: Client, url: str
) -> None:
    engineering = browser_of(scene.team("engineering"))
    other = f"/reviews/{scene.review('engineering').pk}/"
    second_round(scene)
    scene.send_back(DOCS, note="More", now=today() + timedelta(seconds=1))
    scene.edit("setup", setup_md="1. Open the tile.", now=today())
    scene.resubmit(now=today() + timedelta(seconds=2))

    looked = html_of(docs, f"{url}?view=changes&since=looked")
    never = html_of(engineering, f"{other}?view=changes&since=looked")

    assert "Since you last looked (submission 2)" in looked
    assert "Setup instructions" in looked
    assert "Short description" not in looked
    assert "Since you last looked" not in never
    assert "Since the previous submission (submission 2)" in never
    assert "Short description" not in html_of(engineering, f"{other}?view=changes")


def test_content_marks_changes_until_they_are_switched_off(scene: InReview, docs: Client, url: str) -> None:
    second_round(scene)

    assert "<ins>" in html_of(docs, f"{url}?view=content&section=overview")
    assert "<ins>" not in html_of(docs, f"{url}?view=content&section=overview&since=off")


def test_page_says_that_it_was_looked_at_by_a_post_alone(scene: InReview, docs: Client, url: str) -> None:
    html = html_of(docs, url)
    assert not ViewedSubmission.objects.exists()
    assert f'hx-post="{url}see/" hx-trigger="load"' in html

    assert docs.post(f"{url}see/").status_code == 204
    assert ViewedSubmission.objects.get().submission_id == scene.submission.pk
    assert docs.get(f"{url}see/").status_code == 405


def test_preview_draws_each_tab(docs: Client, url: str) -> None:
    html = html_of(docs, f"{url}?view=preview&tab=support")

    assert "css/tile.css" in html
    assert f'href="{url}?view=preview&amp;tab=data' in html
    assert 'data-tab="support"' in html


def test_files_are_listed_and_downloaded_as_the_frozen_folder(scene: InReview, docs: Client, url: str) -> None:
    html = html_of(docs, f"{url}?view=files")
    assert all(path in html for path in scene.submission.files)

    response = docs.get(f"/submissions/{scene.submission.pk}/folder/")
    archive = zipfile.ZipFile(io.BytesIO(response.content))

    assert {name.partition("/")[2] or name for name in archive.namelist()} == set(scene.submission.files)
    assert response.headers["Content-Disposition"] == 'attachment; filename="acme_widget-submission-1.zip"'
    assert Event.objects.get(verb="submission.export").object_ids["submission"] == str(scene.submission.pk)


def test_file_that_is_no_text_has_no_lines(docs: Client, url: str) -> None:
    assert "can't be shown as text" in html_of(docs, f"{url}?view=files&file=images/overview.png")


def test_history_tells_rounds_decisions_and_claims(scene: InReview, docs: Client, url: str) -> None:
    docs.post(f"{url}claim/")
    scene.approve("engineering", note="Good pipeline", now=today())
    second_round(scene)

    html = html_of(docs, f"{url}?view=history")

    markup = re.findall(r"<li[^>]*><time.*?<b>([^<]+)</b>", html)
    assert set(markup) == {
        "The approval by Engineering still applies",
        "Checks passed",
        "Revision 1, submission 2 sent",
        "Documentation requested changes",
        "Engineering approved",
        "Review claimed",
        "Revision 1, submission 1 sent",
    }
    assert "Good pipeline" in html
    assert "The approval by Engineering still applies</b></div>" in html  # nobody decided again
    assert markup[-1] == "Revision 1, submission 1 sent"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_costs_the_same_for_1_thread_and_10(scene: InReview, docs: Client, url: str, view: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            html_of(docs, f"{url}?view={view}")
        return len(queries)

    scene.comment(DOCS, now=today())
    cost()
    one = cost()
    for _ in range(9):
        scene.comment(DOCS, now=today())

    assert cost() == one


@pytest.mark.parametrize("address", ["?view=nonsense", "?view=content&section=nowhere", "?view=changes&since=x"])
def test_address_that_means_nothing_shows_the_page(docs: Client, url: str, address: str) -> None:
    html_of(docs, url + address)


def test_findings_name_the_check_that_could_not_be_finished(scene: InReview, docs: Client, url: str) -> None:
    failed = {"code": "MF-004", "cause": "crash", "fault": "KeyError", "place": "checks/x.py:1"}
    Run.objects.create(
        revision=scene.submission.revision,
        submission=scene.submission,
        state=RunState.INCOMPLETE,
        unchecked=[failed],
        created_at=today() + timedelta(days=1),
        finished_at=today() + timedelta(days=1),
    )

    html = html_of(docs, f"{url}?view=findings")

    assert "The check MF-004 could not finish because of a problem on our side" in html
    assert "The checks on this submission found nothing." not in html


def test_finding_of_a_check_that_is_gone_is_still_shown(scene: InReview, docs: Client, url: str) -> None:
    """Earlier versions recorded a crash as EN-001."""
    ended = today() + timedelta(days=1)
    of = {"revision": scene.submission.revision, "submission": scene.submission}
    run = Run.objects.create(**of, state=RunState.PASSED, created_at=ended, finished_at=ended)
    message = {"message": "The check {check} could not finish.", "parameters": {"check": "MF-004"}}
    RunFinding.objects.create(run=run, code="EN-001", severity="warning", fingerprint="c" * 16, **message)

    html = html_of(docs, f"{url}?view=findings")

    assert "The check MF-004 could not finish." in html
    assert "EN-001" in html


def test_the_effects_of_a_request_count_only_threads_that_exist(scene: InReview, docs: Client, url: str) -> None:
    assert "The listing has" not in html_of(docs, url)

    scene.comment("engineering", now=today())
    assert "The listing has 1 open thread." in html_of(docs, url)

    scene.comment(DOCS, is_blocking=True, now=today())
    assert "The listing has 1 blocking comment and 1 other open thread." in html_of(docs, url)


def test_note_to_reviewers_is_on_the_first_page_of_every_team(scene: InReview) -> None:
    scene.send_back(now=today())
    scene.edit("submission", reviewer_note="Account reviewer@acme.example.org", now=today())
    scene.resubmit(now=today())

    for team in FIRST_TEAMS:
        html = html_of(browser_of(scene.team(team)), f"/reviews/{scene.review(team).pk}/")
        assert "Account reviewer@acme.example.org" in html


def test_empty_parts_of_the_decision_take_no_space(scene: InReview, docs: Client, url: str) -> None:
    parts = {"decision-drafts", "decision-internal"}
    assert parts <= _hidden(html_of(docs, url))

    docs.post(f"{url}threads/", {"path": "overview.title", "body": "Shorter?", "priority": "could"})

    assert _hidden(html_of(docs, url)) & parts == {"decision-internal"}


def _hidden(html: str) -> set[str]:
    return {str(element["id"]) for element in BeautifulSoup(html, "html.parser").select("[id][hidden]")}
