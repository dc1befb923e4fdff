"""Changes of threads in the newest entry of the changelog."""

from django.utils.translation import gettext_lazy as _

from api.changelog.kinds import ApiChange, ApiChangeKind

THREAD_CHANGES = (
    ApiChange(
        kind=ApiChangeKind.ADDED,
        apis=("v1",),
        text=_(
            "`POST /threads/{thread_id}/resolution` also resolves threads of reviewers that don't block, and "
            "`POST /threads/{thread_id}/reopening` reopens a thread. Threads have `is_resolved_by_partner` and "
            "`reopened_at`. Webhooks receive `thread.reopened` and `thread.made_blocking` events."
        ),
    ),
    ApiChange(
        kind=ApiChangeKind.ADDED,
        apis=("v1",),
        text=_(
            "Threads of reviewers have a `priority`: `must`, `should` or `could`. `must` is a thread whose "
            "`is_blocking` is true, unless your organisation reopened it. `thread.*` events contain the priority too. "
            "Comments that reviewers send with a decision arrive at the time of the decision."
        ),
    ),
)
