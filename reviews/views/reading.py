"""Views with which reviewers mark sections as read and write notes, and that show who else has the review open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import HiddenCharacterRefused, NotPossible
from common.requests import parse_uuid
from reviews.access import ReviewView
from reviews.actions import add_staff_note, delete_staff_note, edit_staff_note, mark_section_read
from reviews.page.presence import presence_context
from reviews.page.reading import next_unread_section
from reviews.page.review_page import ReviewPage
from reviews.views.decisions import posted_submission_id
from reviews.views.review import ReviewPageBaseView

_NEW_NOTE, _NOTES_CARD = "staff-note", "staff-notes"


class MarkReadView(ReviewPageBaseView):
    """Marks a section as read and shows the next unread one, or removes the mark."""

    def post(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        section, is_read = request.POST.get("section", ""), request.POST.get("read") == "on"
        self.review()  # 404 for people who may not see it
        mark_section_read(
            review_id=review_id,
            submission_id=posted_submission_id(request),
            section=section,
            is_read=is_read,
            by=self.actor,
            now=timezone.now(),
        )
        page_data = self.page_data()
        shown = next_unread_section(page_data, section) if is_read else section
        return self.back(page_data.href("content", "content", section=shown, since=page_data.since))


class ReviewPresenceView(ReviewView):
    """Receives the heartbeat of an open page, and returns who else has a review of this revision open.

    If the partner has replaced the submission since the last heartbeat, the page shows that, too.
    """

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        review = self.review()
        page_data = ReviewPage(review=review, actor=self.actor, now=timezone.now())
        seen, latest = (parse_uuid(request.GET.get(name, "")) for name in ("submission", "current"))
        context = presence_context(page_data, seen=seen)
        is_new = bool(context.get("comparison_url")) and latest != review.submission_id
        return render(request, "reviews/presence.html", {**context, "review": review, "is_update": is_new})


class NotesView(ReviewPageBaseView):
    """Adds a note about the listing."""

    def post(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        self.review()
        body = request.POST.get("body", "")
        try:
            add_staff_note(review_id=review_id, body=body, by=self.actor, now=timezone.now())
        except (HiddenCharacterRefused, NotPossible) as refused:
            return self.refused(refused, form=_NEW_NOTE, fields=_fields(_NEW_NOTE))
        messages.success(request, _("The note was added. Only staff see it."))
        return self.back(f"{self.page_data().url()}#{_NOTES_CARD}")


class EditNoteView(ReviewPageBaseView):
    def post(self, request: HttpRequest, note_id: UUID, **_kwargs: object) -> HttpResponse:
        self.review()
        field = f"note-{note_id}"
        try:
            edit_staff_note(note_id=note_id, body=request.POST.get("body", ""), by=self.actor, now=timezone.now())
        except (HiddenCharacterRefused, NotPossible) as refused:
            return self.refused(refused, form=field, fields=_fields(field))
        messages.success(request, _("The note was saved."))
        return self.back(f"{self.page_data().url()}#{_NOTES_CARD}")


class DeleteNoteView(ReviewPageBaseView):
    def post(self, request: HttpRequest, note_id: UUID, **_kwargs: object) -> HttpResponse:
        self.review()
        delete_staff_note(note_id=note_id, by=self.actor, now=timezone.now())
        messages.success(request, _("The note was deleted."))
        return self.back(f"{self.page_data().url()}#{_NOTES_CARD}")


def _fields(field: str) -> dict[str, str]:
    return dict.fromkeys(("note-length", HiddenCharacterRefused.code), field)
