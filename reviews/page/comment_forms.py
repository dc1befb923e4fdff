"""Prepares the forms for new comments and for comments that are not sent yet."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Person
from reviews.models import CommentPriority
from reviews.page.drafts import ShownDraft
from reviews.page.places import ReviewPlaces
from reviews.page.replies import ReplyOptions, ReplyPlace, reply_options, reply_text, with_reply
from reviews.page.review_page import ReviewPage
from reviews.page.suggestion_form import NO_FAULTS, SuggestionForm, suggestion_form, typed_suggestion
from reviews.queries.suggestion_faults import faults_of_change
from reviews.queries.suggestions import suggested_change, suggestion_place
from reviews.suggestion_places import CommentPlace
from reviews.thread_places import path_of_file
from tilekit.core.field import Json
from tilekit.sections.files import section_of_place

_NOTE, QUESTION = "note", "question"
NOTHING_TYPED: Mapping[str, str] = {}


class CommentForm(Struct, frozen=True, kw_only=True):
    """A form for a comment. suggestion has the inputs for a suggested change, None if none can be suggested.

    submission_id is that of the submission that the form is about. code and finding are the code and the fingerprint of
    the finding that the comment is about, or "". draft is the comment that is changed.

    The other fields contain the input of a refused form. internal is _NOTE or QUESTION for an internal comment,
    otherwise "".
    """

    action: str
    submission_id: UUID
    path: str
    file: str
    line: int | None
    words: str
    suggestion: SuggestionForm | None
    section: str
    code: str
    finding: str
    canned: ReplyOptions | None
    draft: ShownDraft | None = None
    body: str = ""
    priority: str = CommentPriority.SHOULD
    internal: str = ""

    @property
    def audiences(self) -> Sequence[tuple[str, str]]:
        """The values of internal with their labels."""
        return (
            ("", _("Partner and reviewers")),
            (_NOTE, _("Reviewers only: a note")),
            (QUESTION, _("Reviewers only: a question. No team can approve until it is answered")),
        )

    @property
    def priorities(self) -> Sequence[tuple[str, str]]:
        """The priorities with what they mean."""
        return (
            (CommentPriority.MUST, _("Must: blocking, it must be resolved before the listing can be approved")),
            (CommentPriority.SHOULD, _("Should: the partner should change it or reply")),
            (CommentPriority.COULD, _("Could: an idea, the partner decides")),
        )

    @property
    def is_at_a_place(self) -> bool:
        """Whether the form is about a place, not about the whole listing."""
        return bool(self.path or self.file)


def comment_form(
    page_data: ReviewPage,
    path: str,
    *,
    file: str = "",
    line: int | None = None,
    typed: Mapping[str, str] = NOTHING_TYPED,
) -> CommentForm:
    """The form for a new comment at a place; typed is the input of a refused form, or the start of the comment."""
    documents = page_data.submission.documents
    section = section_of_place(path, file) if path or file else ""
    code = typed.get("code", "")
    priority = typed.get("priority", "")
    return CommentForm(
        action=page_data.url("thread-open"),
        submission_id=page_data.submission.pk,
        path=path,
        file=file,
        line=line,
        words=ReviewPlaces(page_data).words(path_of_file(file, documents) if file else path, file, line),
        suggestion=_suggestion_form(page_data, CommentPlace(path=path, file=file, line=line), typed=typed),
        section=section,
        code=code,
        finding=typed.get("finding", ""),
        canned=reply_options(page_data.replies, ReplyPlace(section=section, code=code)),
        body=typed.get("body", ""),
        priority=priority if priority in CommentPriority.values else CommentPriority.SHOULD,
        internal=typed.get("internal", ""),
    )


def draft_form(page_data: ReviewPage, draft: ShownDraft, typed: Mapping[str, str] = NOTHING_TYPED) -> CommentForm:
    """The form that changes a comment that is not sent yet."""
    content = draft.content
    at = CommentPlace(path=draft.path, file=draft.file, line=draft.line)
    section = section_of_place(draft.path, draft.file) if draft.path or draft.file else ""
    return CommentForm(
        action=reverse("reviews:draft-change", args=[page_data.review.pk, draft.id]),
        submission_id=page_data.submission.pk,
        path=draft.path,
        file=draft.file,
        line=draft.line,
        words=draft.words,
        suggestion=None if draft.thread_id else _suggestion_form(page_data, at, typed=typed, stored=content.suggestion),
        section=section,
        code="",
        finding=content.finding,
        canned=reply_options(page_data.replies, ReplyPlace(section=section)),
        draft=draft,
        body=typed.get("body", content.body),
        priority=typed.get("priority", draft.priority),
    )


def _suggestion_form(
    page_data: ReviewPage, at: CommentPlace, *, typed: Mapping[str, str], stored: Json = None
) -> SuggestionForm | None:
    """The inputs with a stored suggestion or, of a refused form, with the typed one. Reads a file at most."""
    place = suggestion_place(page_data.submission, at)
    if place is None:
        return None
    if not isinstance(typed, QueryDict):
        values = stored if isinstance(stored, dict) and "" not in place.values else {"": stored}
        is_stored = stored is not None
        return suggestion_form(place, typed=values if is_stored else None, is_open=is_stored)
    posted = typed_suggestion(place, typed)
    change = suggested_change(place, posted)
    page_data.submission.revision = page_data.revision
    faults = faults_of_change(place, change, page_data.submission) if change else NO_FAULTS
    return suggestion_form(place, typed=posted, faults=faults, is_open=change is not None)


def with_suggested_reply(page_data: ReviewPage, body: str, *, path: str, file: str, code: str, by: Person) -> str:
    """The start of a comment about a finding, with the saved reply for its check if the team has one."""
    place = ReplyPlace(section=section_of_place(path, file) if path or file else "", code=code)
    options = reply_options(page_data.replies, place)
    reply = next((reply for reply in (options.suggested if options else ()) if code in reply.codes), None)
    if reply is None or not code:
        return body
    return with_reply(body, reply_text(reply, page_data.review, place, reviewer=by.get_full_name()))
