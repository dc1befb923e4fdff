"""Pages on which partners dispute comments of reviewers, and leads decide."""

from uuid import UUID

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.actor import Actor
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from listings.display.place_names import place_name
from listings.pages.request_pages import RequestPages
from listings.queries import in_visible_listing
from reviews.lifecycles.comment_disputes import COMMENT_DISPUTES
from reviews.models import CommentDispute, Thread, Visibility
from reviews.page.drafts import comment_html


class CommentDisputePages(RequestPages[CommentDispute]):
    lifecycle = COMMENT_DISPUTES
    url_name = "reviews:comment-dispute"
    shows_facts_of_new = True
    about = ("thread",)

    def new(self, request: ActorRequest, *, thread_id: UUID) -> CommentDispute:
        threads = Thread.objects.select_related("listing__organisation").filter(visibility=Visibility.EVERYONE)
        readable = threads.filter(in_visible_listing(request.actor))
        return CommentDispute(thread=first_or_not_found(readable.filter(pk=thread_id)))

    def facts(self, subject: CommentDispute, _reader: Actor) -> dict[LazyText, object]:
        thread = subject.thread
        comment, place = thread.comments.first(), place_name(thread.path, thread.file, thread.line)
        link = format_html('<a href="{}">{}</a>', thread_url(thread), place or _("Whole listing"))
        return {
            pgettext_lazy("noun", "Place"): link,
            gettext_lazy("Comment"): comment_html(comment.body, f"c{comment.pk}") if comment else "",
            gettext_lazy("Content at that time"): thread.excerpt,
        }

    def head(self, subject: CommentDispute, _reader: Actor) -> dict[str, object]:
        listing = subject.listing
        return {
            "about": listing.name,
            "title": _("Disputed comment about {name}").format(name=listing.name),
            "breadcrumbs": self.breadcrumbs(listing),
            "intro": _("A lead reviewer decides whether the comment is withdrawn.") if subject.is_new else "",
        }


def thread_url(thread: Thread) -> str:
    """The place of the thread on the page of its listing, which both sides can open."""
    return f"{thread.listing.get_absolute_url()}#thread-{thread.pk}"


COMMENT_DISPUTE_PAGES = CommentDisputePages()
