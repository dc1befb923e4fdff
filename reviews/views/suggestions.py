"""Views with which partners accept and decline suggested changes, and compare them with their own version."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.actor import Role
from common.errors import NotAllowed, NotPossible, Stale
from common.lookups import first_or_not_found
from listings.queries import visible_listings, visible_revisions
from page_parts.counts import Count
from reviews.access import ReturningView
from reviews.actions import apply_suggestion, decline_suggestion
from reviews.models import Thread
from reviews.page.suggestions import compared_suggestion
from reviews.queries.current_changes import current_change
from reviews.queries.suggestions import open_suggestions, place_in_draft
from reviews.queries.threads import visible_threads

_CHANGED = "text-changed"
_ANSWERED = frozenset({"suggestion-declined", "thread-resolved"})  # by a colleague, since the list was read


class SuggestionView(ReturningView):
    """Base class of the views of a suggestion."""

    def thread(self) -> Thread:
        threads = Thread.objects.filter(pk=self.kwargs["thread_id"])
        listing_id = first_or_not_found(threads.values_list("listing_id", flat=True))
        rows = visible_threads(self.actor, listing_id).select_related("listing__organisation", "submission")
        return first_or_not_found(rows.filter(pk=self.kwargs["thread_id"]))


class CompareSuggestionView(SuggestionView):
    """Compares an open suggestion with the draft, in which the place has changed since."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        thread = self.thread()
        if not self.actor.belongs_to(thread.listing.organisation_id):
            raise NotAllowed
        revision = first_or_not_found(visible_revisions(self.actor).filter(pk=thread.revision_id))
        change = current_change(thread)
        if change is None or thread.outcome or thread.is_resolved:
            return redirect(_thread_url(thread))
        comparison = compared_suggestion(thread, change, place_in_draft(revision, thread.path, change))
        context = {"thread": thread, "listing": thread.listing, "compared": comparison, "back": _thread_url(thread)}
        return render(request, "reviews/suggestion.html", context)


class ApplySuggestionView(SuggestionView):
    def post(self, request: HttpRequest, thread_id: UUID) -> HttpResponse:
        seen = request.POST.get("seen", "")
        try:
            thread = apply_suggestion(thread_id=thread_id, by=self.actor, now=timezone.now(), seen=seen)
        except NotPossible as refused:
            if refused.context.get("codes") != [_CHANGED]:
                raise
            return self._to_comparison(str(refused.context["reasons"]))
        except Stale as refused:
            return self._to_comparison(str(refused))
        messages.success(request, _("The suggested change was saved in your draft."))
        return self.back(_thread_url(thread))

    def _to_comparison(self, reason: str) -> HttpResponse:
        messages.error(self.request, reason)
        return redirect("reviews:thread-suggestion", self.kwargs["thread_id"])


class DeclineSuggestionView(ReturningView):
    def post(self, request: HttpRequest, thread_id: UUID) -> HttpResponse:
        thread = decline_suggestion(thread_id=thread_id, by=self.actor, now=timezone.now())
        messages.success(request, _("The suggestion was declined."))
        return self.back(_thread_url(thread))


class ApplySuggestionsView(ReturningView):
    """Accepts all open suggestions for a draft, except those whose place has changed or that a colleague answers."""

    def post(self, request: HttpRequest, listing_id: UUID) -> HttpResponse:
        listing = first_or_not_found(visible_listings(self.actor).filter(pk=listing_id))
        if not self.actor.holds(Role.EDITOR, listing.organisation_id):
            raise NotAllowed
        outcomes: list[bool | None] = []
        try:
            for thread_id in open_suggestions(self.actor, listing_id):
                outcomes.append(self._accept(thread_id))  # noqa: PERF401  what was accepted before an error counts
        finally:
            _report(request, outcomes.count(True), outcomes.count(False))
        return self.back(listing.get_absolute_url())

    def _accept(self, thread_id: UUID) -> bool | None:
        """Whether the suggestion was accepted; None if a colleague has answered it."""
        try:
            apply_suggestion(thread_id=thread_id, by=self.actor, now=timezone.now())
        except Stale:
            return False
        except NotPossible as refused:
            codes = refused.context.get("codes")
            if codes == [_CHANGED]:
                return False
            if isinstance(codes, list) and _ANSWERED.issuperset(codes):
                return None
            raise
        return True


def _report(request: HttpRequest, accepted: int, changed: int) -> None:
    if accepted:
        text = ngettext("{n} suggestion was accepted.", "{n} suggestions were accepted.", accepted)
        messages.success(request, text.format(n=Count(accepted)))
    if changed:
        text = ngettext(
            "You have changed {n} place since. Accept or decline its suggestion separately.",
            "You have changed {n} places since. Accept or decline their suggestions separately.",
            changed,
        )
        messages.warning(request, text.format(n=Count(changed)))


def _thread_url(thread: Thread) -> str:
    return f"{thread.listing.get_absolute_url()}#thread-{thread.pk}"
