"""The public page and feed with the changes of checks."""

from datetime import UTC, datetime
from functools import partial

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.pages import Column, ListPage
from common.requests import ActorRequest
from validation.models import CheckChange
from validation.page.changes import change_rows, name_of, text_of

_IN_FEED = 50
_NEWEST_FIRST = ("-at", "-pk")
_BEFORE_CHANGES = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    has_listings = bool(request.actor.organisations)
    columns = [_("Date"), _("Check"), _("Change"), *([_("Your listings")] if has_listings else [])]
    page = ListPage(
        template="validation/changes.html",
        title=_("Changes of the checks"),
        intro=_("New and removed checks, and changes of severities, modes and texts."),
        columns=[*map(Column, columns)],
        empty_title=_("No changes"),
        empty_text=_("The checks have not changed since this portal was started."),
        order=_NEWEST_FIRST,
    )
    present = partial(change_rows, reader=request.actor)
    return page.paginated(request, CheckChange.objects.all(), present=present, has_listings=has_listings)


class _AtomFeed(Atom1Feed):
    """An Atom feed that doesn't change on each request while it has no entries."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _BEFORE_CHANGES


class ChangeFeed(Feed):  # type: ignore[type-arg]  # has no parameters at run time
    """The newest changes as an Atom feed, without anything about listings."""

    feed_type = _AtomFeed
    title = gettext_lazy("Changes of the checks")

    def link(self) -> str:
        return reverse("validation:change-list")

    def items(self) -> QuerySet[CheckChange]:
        return CheckChange.objects.order_by(*_NEWEST_FIRST)[:_IN_FEED]

    def item_title(self, item: CheckChange) -> str:
        name = name_of(item.code)
        return f"{item.code}: {name}" if name else item.code

    def item_description(self, item: CheckChange) -> str:
        return text_of(item)

    def item_link(self, item: CheckChange) -> str:
        return f"{self.link()}#change-{item.pk}"

    def item_pubdate(self, item: CheckChange) -> datetime:
        return item.at

    def item_updateddate(self, item: CheckChange) -> datetime:
        return item.at


feed = require_safe(ChangeFeed())
