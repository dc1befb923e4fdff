"""Registers the guards and effects of releases, and navigation links."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.navigation import Audience, NavItem, NavPlace, register_links
from listings.models import Revision
from listings.registry import effect, facts, guard
from releases import guards, notice_kinds, status_messages, writes  # noqa: F401 kinds of notice and messages register themselves
from releases.guards import ReleaseFacts
from releases.queries import release_facts


@facts("releases")
def facts_of_releases(revisions: Sequence[Revision]) -> Mapping[UUID, ReleaseFacts]:
    return release_facts(revisions)


guard("digests-match", needs="releases")(guards.is_current_content_signed_off)
guard("rehearsal-clean", needs="releases")(guards.has_free_integration_id)
guard("release-idle", needs="releases")(guards.no_release_running)
effect("promote-if-asked")(writes.enqueue_requested_promotion)
effect("schedule-release")(writes.schedule_release)
effect("cancel-release")(writes.cancel_release)
effect("supersede")(writes.supersede)
effect("release")(writes.release)
_STAFF = frozenset({Audience.REVIEWER, Audience.ADMIN})
register_links(
    NavItem(label=_("Releases"), url_name="releases:release-list", audience=frozenset({Audience.ADMIN}), order=40),
    NavItem(
        label=_("Transfers"),
        url_name="releases:transfer-list",
        audience=_STAFF | {Audience.PARTNER},
        place=NavPlace.USER,
        order=65,
    ),
    NavItem(label=_("Go-to-market"), url_name="releases:gtm-list", audience=_STAFF, place=NavPlace.USER, order=60),
)
