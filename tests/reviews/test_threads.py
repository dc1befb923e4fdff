from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail

from audit.models import Event
from common.actor import Role, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.actions import submit_revision
from listings.models import Section
from notices.models import Notice
from notices.texts import notices_with_texts
from reviews.actions import NewThread, apply_suggestion, open_thread, record_view, reply_to_thread, resolve_thread
from reviews.models import Comment, Thread, ThreadState, ViewedSubmission, Visibility
from reviews.page.threads import Anchor, shown_thread
from reviews.queries import review_facts, visible_threads, with_comments
from tests.listings.scene import NOW, draft, member, organisation, staff
from tests.reviews.scene import InReview, after, in_review, join, pass_checks, reviewer_for
from tests.validation.scene import attest_again, organisation_of

pytestmark = pytest.mark.django_db
DOCS = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def ask(scene: InReview, by: object, team: str = "", **values: object) -> Thread:
    new_thread = NewThread(**{"body": "May I ask?", **values})
    return open_thread(revision_id=scene.revision_id, new_thread=new_thread, team=team, by=by, now=NOW)


def refused(error: type[Exception], code: str = "", **call: object) -> None:
    with pytest.raises(error) as info:
        ask(**call)  # type: ignore[arg-type]  # a test's shortcut
    if code:
        assert info.value.context["codes"] == [code]  # type: ignore[attr-defined]
    assert not Thread.objects.exists()
    assert not Comment.objects.exists()
    assert not Event.objects.filter(verb="thread.open").exists()


def test_open_thread_stands_at_its_place(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="overview.title", body="  Longer? ", is_blocking=True)

    assert (thread.path, thread.excerpt, thread.team, thread.state) == ("overview.title", "Acme Widget", DOCS, "open")
    assert (thread.submission_id, thread.is_blocking, thread.visibility) == (scene.submission.pk, True, "everyone")
    comment = thread.comments.get()
    assert (comment.body, comment.by_id, comment.is_partner) == ("Longer?", scene.team(DOCS).id, False)
    assert Event.objects.get(verb="thread.open").object_ids["thread"] == str(thread.pk)
    assert ViewedSubmission.objects.get().person_id == scene.team(DOCS).id


def test_a_repeated_reply_is_stored_once(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="overview.title", body="Longer?")

    def reply(text: str, minutes: int) -> Comment:
        return reply_to_thread(thread_id=thread.pk, body=text, by=scene.owner, now=after(minutes=minutes))

    first, repeated, other, late = (
        reply(*arguments) for arguments in (("Yes.", 1), ("Yes. ", 2), ("No.", 3), ("No.", 30))
    )

    assert repeated == first
    assert list(thread.comments.values_list("body", flat=True)) == ["Longer?", "Yes.", "No.", "No."]
    assert len({first.pk, other.pk, late.pk}) == 3


def test_open_thread_is_about_the_round_that_the_team_reads(scene: InReview) -> None:
    first = scene.submission
    scene.send_back(DOCS)
    scene.edit("overview", title="Acme Two")
    attest_again(scene.revision, by=scene.owner)
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))

    thread = scene.comment(DOCS, path="overview.title", now=after(hours=2))  # the checks of round 2 still run

    assert (thread.submission_id, thread.excerpt) == (first.pk, "Acme Widget")
    pass_checks(scene.revision_id, now=after(hours=3))
    thread.refresh_from_db()
    assert thread.state == ThreadState.ANSWERED


def test_open_thread_on_a_file_stands_at_its_field(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="", file="metadata.csv")

    assert (thread.path, thread.file, thread.line) == ("data.metadata_csv", "metadata.csv", None)
    assert thread.excerpt == "metadata.csv"


def test_open_thread_on_a_line_keeps_the_line(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="", file="metadata.csv", line=2)

    assert thread.line == 2
    assert thread.excerpt.startswith("acme_widget.queue.")


def test_open_thread_on_a_section_or_the_whole(scene: InReview) -> None:
    assert scene.comment(DOCS, path="setup").path == "setup"
    assert scene.comment(DOCS, path="").path == ""


@pytest.mark.parametrize(
    "values, code",
    [
        ({"body": "   "}, "comment-length"),
        ({"body": "x" * 5001}, "comment-length"),
        ({"path": "not a path!"}, "place-unknown"),
        ({"path": "overview." + "x" * 300}, "place-unknown"),
        ({"file": "secret.txt"}, "place-unknown"),
        ({"file": "metadata.csv", "line": 99}, "place-unknown"),
        ({"path": "overview.media", "suggestion": "Cloud"}, "suggestion-place"),
        ({"path": "overview.title", "suggestion": "Acme Widget"}, "suggestion-same"),
        ({"is_blocking": True, "is_internal": True}, "blocking-internal"),
        ({"is_blocking": True, "is_question": True}, "blocking-internal"),
    ],
)
def test_open_thread_refuses_what_makes_no_sense(scene: InReview, values: dict[str, object], code: str) -> None:
    refused(NotPossible, code, scene=scene, by=scene.team(DOCS), team=DOCS, **values)


def test_open_thread_takes_line_ends_of_a_form_as_one_character(scene: InReview) -> None:
    assert ask(scene, scene.team(DOCS), DOCS, body="x\r\n" * 2500).comments.get().body.count("\r") == 0


def test_open_thread_speaks_for_ones_own_team_alone(scene: InReview) -> None:
    refused(NotAllowed, scene=scene, by=scene.team("engineering"), team=DOCS)
    refused(NotAllowed, scene=scene, by=scene.team("engineering"), team="")
    refused(NotAllowed, scene=scene, by=staff(is_admin=True), team=DOCS)
    refused(NotAllowed, scene=scene, by=join(reviewer_for(DOCS), organisation_of(scene.owner)), team=DOCS)
    refused(NotFound, scene=scene, by=member(organisation("Other")), team="")


def test_partner_opens_a_plain_thread(scene: InReview) -> None:
    ecosystems = scene.team("ecosystems")
    editor = member(organisation_of(scene.owner), Role.EDITOR)

    thread = ask(scene, editor, path="overview.title")

    assert (thread.team, thread.comments.get().is_partner) == ("", True)
    notice = Notice.objects.get(kind="thread.answer")
    assert notice.person_id == ecosystems.id
    assert notice.url.endswith(f"?view=threads#thread-{thread.pk}")


@pytest.mark.parametrize(
    "more", [{"is_blocking": True}, {"is_internal": True}, {"is_question": True}, {"suggestion": "x"}]
)
def test_partner_opens_nothing_but_a_plain_thread(scene: InReview, more: dict[str, object]) -> None:
    refused(NotAllowed, scene=scene, by=scene.owner, path="overview.title", **more)


def test_viewer_opens_no_thread(scene: InReview) -> None:
    refused(NotAllowed, scene=scene, by=member(organisation_of(scene.owner), Role.VIEWER))


def test_open_thread_needs_a_submission() -> None:
    by = member(organisation(), Role.OWNER)
    revision = draft(by)

    with pytest.raises(NotPossible) as info:
        open_thread(revision_id=revision.pk, new_thread=NewThread(body="Hello"), team="", by=by, now=NOW)

    assert info.value.context["codes"] == ["never-submitted"]


def test_reply_of_the_partner_makes_it_the_reviewers_turn_and_back(scene: InReview) -> None:
    thread = scene.comment(DOCS)

    reply_to_thread(thread_id=thread.pk, body="Because.", by=scene.owner, now=after(hours=1))
    thread.refresh_from_db()
    assert thread.state == ThreadState.ANSWERED

    reply_to_thread(thread_id=thread.pk, body="Not enough.", by=scene.team(DOCS), now=after(hours=2))
    thread.refresh_from_db()
    assert thread.state == ThreadState.OPEN
    assert list(thread.comments.values_list("body", "is_partner")) == [
        ("Why this?", False),
        ("Because.", True),
        ("Not enough.", False),
    ]
    assert Event.objects.filter(verb="thread.answer").count() == 2


def test_each_comment_tells_the_other_side_once(scene: InReview) -> None:
    docs, colleague = scene.team(DOCS), reviewer_for(DOCS)
    editor, viewer = (member(organisation_of(scene.owner), role) for role in (Role.EDITOR, Role.VIEWER))
    both = join(reviewer_for(DOCS), organisation_of(scene.owner), Role.EDITOR)

    thread = scene.comment(DOCS, is_blocking=True)
    notices = dict(Notice.objects.filter(kind="thread.blocking").values_list("person_id", "url"))
    assert set(notices) == {scene.owner.id, editor.id, both.id}
    assert notices[editor.id] == f"/listings/{thread.listing_id}/#thread-{thread.pk}"

    reply_to_thread(thread_id=thread.pk, body="So it is.", by=scene.owner, now=after(hours=1))
    answered = dict(Notice.objects.filter(kind="thread.answer").values_list("person_id", "url"))
    assert set(answered) == {docs.id, colleague.id}
    assert answered[docs.id] == f"/reviews/{scene.review(DOCS).pk}/?view=threads#thread-{thread.pk}"
    assert not Notice.objects.filter(person_id=viewer.id, kind__startswith="thread.").exists()


def test_reviewers_who_take_part_hear_of_each_other(scene: InReview) -> None:
    thread = scene.comment(DOCS)
    reply_to_thread(thread_id=thread.pk, body="I agree.", by=scene.team("engineering"), now=after(hours=1))

    reply_to_thread(thread_id=thread.pk, body="Fine.", by=scene.team(DOCS), now=after(hours=2))

    last = Notice.objects.filter(created_at=after(hours=2)).values_list("person_id", "kind")
    assert set(last) == {(scene.owner.id, "thread.comment"), (scene.team("engineering").id, "thread.colleague")}
    (shown,) = notices_with_texts(Notice.objects.filter(kind="thread.colleague", created_at=after(hours=2)))
    assert shown.text.subject == "Acme Widget: comment from Documentation"


def test_internal_remarks_stay_with_staff(scene: InReview) -> None:
    thread = scene.comment(DOCS, is_internal=True)
    both = join(reviewer_for(DOCS), organisation_of(scene.owner), Role.OWNER)
    listing_id = thread.listing_id

    assert thread.visibility == Visibility.STAFF
    assert not Notice.objects.filter(person_id__in=[scene.owner.id, both.id], kind__startswith="thread.").exists()
    assert list(visible_threads(scene.team("engineering"), listing_id)) == [thread]
    assert list(visible_threads(scene.owner, listing_id)) == []
    assert list(visible_threads(both, listing_id)) == []
    for by in (scene.owner, both):
        with pytest.raises(NotFound):
            reply_to_thread(thread_id=thread.pk, body="Aha!", by=by, now=NOW)


def test_visible_threads_are_those_of_ones_own_listings(scene: InReview) -> None:
    thread = scene.comment(DOCS)

    assert list(visible_threads(scene.owner, thread.listing_id)) == [thread]
    assert list(visible_threads(member(organisation("Other")), thread.listing_id)) == []


def test_reply_to_thread_is_for_editors_and_reviewers(scene: InReview) -> None:
    thread = scene.comment(DOCS)
    viewer = member(organisation_of(scene.owner), Role.VIEWER)
    reviewing_viewer = join(reviewer_for(DOCS), organisation_of(scene.owner), Role.VIEWER)

    own_admin = join(staff(is_admin=True), organisation_of(scene.owner), Role.VIEWER)

    for by in (viewer, reviewing_viewer, own_admin):
        with pytest.raises(NotAllowed):
            reply_to_thread(thread_id=thread.pk, body="Hm", by=by, now=NOW)
    with pytest.raises(NotFound):
        reply_to_thread(thread_id=thread.pk, body="Hm", by=member(organisation("Other")), now=NOW)
    with pytest.raises(NotFound):
        reply_to_thread(thread_id=uuid4(), body="Hm", by=scene.owner, now=NOW)

    assert Comment.objects.count() == 1


def test_admins_reply_in_threads_and_leave_resolving_to_the_teams(scene: InReview) -> None:
    thread, boss = scene.comment(DOCS, is_blocking=True), staff(is_admin=True)
    reply_to_thread(thread_id=thread.pk, body="Because.", by=scene.owner, now=after(hours=1))

    comment = reply_to_thread(thread_id=thread.pk, body="Ask us on Monday.", by=boss, now=after(hours=2))

    thread.refresh_from_db()
    assert (comment.is_partner, comment.by_id, thread.state) == (False, boss.id, ThreadState.OPEN)
    notices = Notice.objects.filter(created_at=after(hours=2)).values_list("person_id", "kind")
    assert set(notices) == {(scene.owner.id, "thread.blocking"), (scene.team(DOCS).id, "thread.colleague")}
    shown = shown_thread(with_comments(visible_threads(boss, thread.listing_id)).get(), Anchor(words="", href=""), boss)
    assert (shown.may_reply, shown.may_resolve) == (True, False)
    assert [shown_comment.side for shown_comment in shown.comments] == ["Documentation", "Acme", "Admin"]


def test_reply_to_thread_needs_words_and_an_open_thread(scene: InReview) -> None:
    thread = scene.comment(DOCS)
    with pytest.raises(NotPossible):
        reply_to_thread(thread_id=thread.pk, body=" ", by=scene.owner, now=NOW)
    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=NOW)

    with pytest.raises(NotPossible) as info:
        reply_to_thread(thread_id=thread.pk, body="Late", by=scene.owner, now=NOW)

    assert info.value.context["codes"] == ["thread-resolved"]
    thread.refresh_from_db()
    assert thread.state == ThreadState.RESOLVED


def test_resolve_thread_says_who_and_when(scene: InReview) -> None:
    thread = scene.comment(DOCS)

    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=after(hours=1))
    again = resolve_thread(thread_id=thread.pk, by=reviewer_for(DOCS), now=after(hours=2))

    assert (again.state, again.resolved_by_id, again.resolved_at) == ("resolved", scene.team(DOCS).id, after(hours=1))
    assert Event.objects.filter(verb="thread.resolve").count() == 1


def test_resolve_thread_is_for_its_team_and_leads(scene: InReview) -> None:
    thread = scene.comment(DOCS)

    for by in (scene.team("engineering"), staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            resolve_thread(thread_id=thread.pk, by=by, now=NOW)

    resolve_thread(thread_id=thread.pk, by=reviewer_for("engineering", role=TeamRole.LEAD), now=NOW)


def test_thread_of_the_partner_is_resolved_by_its_editors_or_any_reviewer(scene: InReview) -> None:
    first, second = ask(scene, scene.owner), ask(scene, scene.owner)
    editor, viewer = (member(organisation_of(scene.owner), role) for role in (Role.EDITOR, Role.VIEWER))

    with pytest.raises(NotAllowed):
        resolve_thread(thread_id=first.pk, by=viewer, now=NOW)

    assert resolve_thread(thread_id=first.pk, by=editor, now=NOW).state == ThreadState.RESOLVED
    assert resolve_thread(thread_id=second.pk, by=scene.team("engineering"), now=NOW).state == ThreadState.RESOLVED


def test_apply_suggestion_puts_the_text_into_the_field(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="overview.short_description", suggestion="Watch every queue")
    scene.send_back(DOCS)

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1))

    section = Section.objects.get(revision=scene.revision_id, key="overview")
    assert section.document["short_description"] == "Watch every queue"
    thread.refresh_from_db()
    assert thread.state == ThreadState.ANSWERED
    assert Event.objects.filter(verb="thread.apply-suggestion", actor_id=scene.owner.id).count() == 1


def test_apply_suggestion_finds_its_row(scene: InReview) -> None:
    row = scene.submission.documents["overview"]["media"][0]
    thread = scene.comment(DOCS, path=f"overview.media[{row['key']}].caption", suggestion="Depth of each queue")
    scene.send_back(DOCS)

    apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=1))

    media = Section.objects.get(revision=scene.revision_id, key="overview").document["media"]
    assert media == [{**row, "caption": "Depth of each queue"}]


def test_apply_suggestion_spares_a_text_that_has_changed(scene: InReview) -> None:
    thread = scene.comment(DOCS, path="overview.short_description", suggestion="Watch every queue")
    scene.send_back(DOCS)
    scene.edit("overview", short_description="Our own new words", now=after(hours=1))

    with pytest.raises(NotPossible) as info:
        apply_suggestion(thread_id=thread.pk, by=scene.owner, now=after(hours=2))

    assert info.value.context["codes"] == ["text-changed"]
    section = Section.objects.get(revision=scene.revision_id, key="overview")
    assert section.document["short_description"] == "Our own new words"


def test_apply_suggestion_is_for_editors_while_the_listing_is_theirs(scene: InReview) -> None:
    thread, plain = scene.comment(DOCS, path="overview.title", suggestion="Acme"), scene.comment(DOCS)

    with pytest.raises(NotPossible) as info:
        apply_suggestion(thread_id=thread.pk, by=scene.owner, now=NOW)
    assert info.value.context["codes"] == ["state"]

    scene.send_back(DOCS)
    for by in (member(organisation_of(scene.owner), Role.VIEWER), scene.team(DOCS)):
        with pytest.raises(NotAllowed):
            apply_suggestion(thread_id=thread.pk, by=by, now=NOW)
    with pytest.raises(NotPossible) as info:
        apply_suggestion(thread_id=plain.pk, by=scene.owner, now=NOW)
    assert info.value.context["codes"] == ["no-suggestion"]


def test_see_submission_is_kept_once_per_person_and_round(scene: InReview) -> None:
    by = scene.team(DOCS)

    record_view(submission_id=scene.submission.pk, by=by, now=NOW)
    record_view(submission_id=scene.submission.pk, by=by, now=after(hours=1))

    assert ViewedSubmission.objects.get().at == after(hours=1)
    with pytest.raises(NotFound):
        record_view(submission_id=scene.submission.pk, by=member(organisation("Other")), now=NOW)


def test_facts_say_whether_a_blocking_thread_is_addressed(scene: InReview) -> None:
    title = scene.comment(DOCS, path="overview.title", is_blocking=True)
    setup = scene.comment(DOCS, path="setup.setup_md", is_blocking=True)
    carried = scene.comment(DOCS, path="", file="README.md", is_blocking=True)
    scene.comment(DOCS)
    scene.send_back(DOCS)
    scene.edit("overview", title="Acme Two")
    reply_to_thread(thread_id=setup.pk, body="Done", by=scene.owner, now=NOW)

    facts = review_facts([scene.revision])[scene.revision_id]

    addressed = {thread.id: (thread.is_answered, thread.is_addressed) for thread in facts.blocking}
    assert addressed == {title.pk: (False, True), setup.pk: (True, True), carried.pk: (False, False)}
    assert len(facts.threads) == 4
    assert facts.blocking[0].link == f"/listings/{title.listing_id}/#thread-{title.pk}"


def test_threads_come_with_comments_and_disputes_in_three_queries(
    scene: InReview, django_assert_num_queries: object
) -> None:
    for _ in range(4):
        scene.comment(DOCS)

    listing_id = scene.revision.listing_id

    with django_assert_num_queries(3):  # type: ignore[operator]  # a fixture
        rows = list(with_comments(visible_threads(scene.owner, listing_id)))
        assert [comment.by.get_full_name() for row in rows for comment in row.comments.all()] == ["Documentation"] * 4


def test_mail_about_a_row_names_it_as_the_page_does(scene: InReview, run_jobs: Callable[[], int]) -> None:
    row = scene.submission.documents["overview"]["media"][0]["key"]
    scene.comment(DOCS, path=f"overview.media[{row}].caption", now=NOW)

    run_jobs()

    (body,) = {message.body for message in mail.outbox if "Why this?" in message.body}
    assert "Overview › Media carousel › 1 › Caption" in body


@pytest.mark.parametrize(
    "path, excerpt, quote",
    [
        ("configuration.code_type", "tile_only", "Tile only: no code and no data"),
        ("data.submitted_data_types", "Metrics, Logs", "Metrics and Logs"),
        ("overview.title", "tile_only", "tile_only"),
        ("", "", ""),
    ],
)
def test_a_quote_names_options_as_the_page_does(scene: InReview, path: str, excerpt: str, quote: str) -> None:
    boss, thread = reviewer_for("documentation", role=TeamRole.LEAD), scene.comment()
    Thread.objects.update(path=path, excerpt=excerpt)
    visible = with_comments(visible_threads(boss, thread.listing_id)).get()
    assert shown_thread(visible, Anchor(words="", href=""), boss).quote == quote
