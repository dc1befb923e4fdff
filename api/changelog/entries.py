"""The entries of the changelog, newest first.

A change of an OpenAPI document needs a change in the newest entry, or an entry with today's date: describe what clients
notice, then run `make docs`. `documents.json` records the documents of the newest entry; if a merge breaks it, delete
it and run `make docs`.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from api.changelog.first_entries import FIRST_ENTRIES
from api.changelog.kinds import ApiChange, ApiChangeKind, ApiChangelogEntry
from api.changelog.threads import THREAD_CHANGES
from api.reference.surfaces import SURFACE_SLUGS

API_CHANGELOG: tuple[ApiChangelogEntry, ...] = (
    ApiChangelogEntry(
        on=date(2026, 11, 26),
        changes=(
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=SURFACE_SLUGS,
                text=_(
                    "Calls without TLS are refused with the code `https-required` or the status 403; requests for a "
                    "token with 400. They were redirected to HTTPS before."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("v1", "ingestion"),
                text=_(
                    "A listing that uses the API without OAuth needs a granted exception before it can be submitted. "
                    "Until then, the submission is refused with the reason `exception-missing`, "
                    "`exception-unanswered`, `exception-declined`, `exception-withdrawn` or `exception-expired`. An "
                    "editor can request the exception in the portal. The field `configuration.exception_request` is "
                    "no longer required. Webhooks receive `exception.*` events."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("v1", "ingestion"),
                text=_(
                    "The field `overview.display_on_public_website` has no preset answer. Send true or false for a new "
                    "listing whose folder doesn't say it."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "The fields `submission.test_steps` and `submission.test_data` tell reviewers how to test the "
                    "product. Test accounts are entered in the portal only."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "Partners can ask questions about drafts in the portal, and dispute findings there or with `POST "
                    "/listings/{listing_id}/disputes`; `GET` lists the answers. Webhooks receive `question.*` and "
                    "`dispute.*` events. Findings and checks have `blocks_from`: when a warning becomes a blocker."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "`POST /listings/{listing_id}/replacement` makes a listing editable while it is being checked or "
                    "reviewed. The next submission keeps its place in the queue and the approvals of teams whose part "
                    "hasn't changed. `DELETE` cancels the replacement. Webhooks receive `listing.replacement_started`, "
                    "`listing.replacement_cancelled`, and `listing.return_withdrawn` when a team withdraws its request "
                    "for changes."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "The field `pricing.trial_days` has the length of the free trial: 7 to 90 days, or 0 for no trial. "
                    "In a folder, it is `trial_days` of the plan in `manifest.json`. Without it, the trial has 14 days."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "Items of `overview.media` have an `alternative_text`, which screen readers read instead of the "
                    "caption, and a `video_url` for a video without a file."
                ),
            ),
            *THREAD_CHANGES,
        ),
    ),
    ApiChangelogEntry(
        on=date(2026, 11, 25),
        changes=(
            ApiChange(
                kind=ApiChangeKind.CHANGED,
                apis=("v1",),
                text=_(
                    "A reason or note needs at least 2 characters. “Request changes” refuses a shorter note with the "
                    "reason `text-too-short`."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "Partners can withdraw requests. The state of a request for a sandbox org is then `withdrawn`, and "
                    "webhooks receive `sandbox.withdrawn` and `gtm.withdrawn`."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "Our staff can put a listing on hold. The outcome of its submission is then `held` in every state, "
                    "and webhooks receive `listing.put_on_hold` and `listing.hold_ended`."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.FIXED,
                apis=("v1",),
                text=_(
                    "A submission that the partner takes back to replace it has the outcome `withdrawn`. Before, it "
                    "was `returned`, although nobody had requested changes."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "Partners can ask for waivers and appeal against rejections in the portal. Webhooks receive "
                    "`waiver.*` and `appeal.*` events. A reply to the thread of a rejection is no longer an appeal."
                ),
            ),
        ),
    ),
    *FIRST_ENTRIES,
)
