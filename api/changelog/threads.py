"""Changes of threads in the newest entry of the changelog."""

from django.utils.translation import gettext_lazy as _

from api.changelog.kinds import ApiChange, ApiChangeKind

THREAD_CHANGES = (
    ApiChange(
        kind=ApiChangeKind.ADDED,
        apis=("v1",),
        text=_(
            "`POST /threads/{thread_id}/resolution` now also resolves reviewers' threads that are not blocking, and "
            "`POST /threads/{thread_id}/reopening` reopens a thread. Threads have `is_resolved_by_partner` and "
            "`reopened_at`. Webhooks receive `thread.reopened` and `thread.made_blocking` events."
        ),
    ),
    ApiChange(
        kind=ApiChangeKind.ADDED,
        apis=("v1",),
        text=_(
            "Reviewers' threads now have a `priority`: `must`, `should` or `could`. For `must`, `is_blocking` is true "
            "unless your organisation reopened the thread. `thread.*` events include the priority. Comments that "
            "reviewers send with a decision arrive with the decision."
        ),
    ),
    ApiChange(
        kind=ApiChangeKind.ADDED,
        apis=("v1",),
        text=_(
            "Threads have `suggested_files`, such as a logo that a team suggests. `GET "
            "/threads/{thread_id}/files/{sha256}` downloads one."
        ),
    ),
)
