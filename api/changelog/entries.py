"""The entries of the changelog, newest first.

A change of an OpenAPI document needs a change in the newest entry, or an entry with today's date: describe what clients
notice, then run `make docs`. `documents.json` records the documents of the newest entry; if a merge breaks it, delete
it and run `make docs`.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from api.changelog.first_entries import FIRST_ENTRIES
from api.changelog.kinds import ApiChange, ApiChangeKind, ApiChangelogEntry
from api.changelog.renamed_codes import RENAMED_CODES
from api.changelog.threads import THREAD_CHANGES
from api.reference.surfaces import SURFACE_SLUGS

API_CHANGELOG: tuple[ApiChangelogEntry, ...] = (
    ApiChangelogEntry(
        on=date(2026, 11, 26),
        changes=(
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
    ApiChangelogEntry(
        on=date(2026, 11, 24),
        changes=(
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("v1",),
                text=_(
                    "Calls that change sections refuse values of the wrong type, unknown options and unknown fields "
                    "with 422 `validation-failed`. The error lists all of them. Before, most of these values were "
                    "stored, and the code for an unknown field was `unknown-field`."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("v1",),
                text=_(
                    "A new value for a field that only the portal or our teams can fill in is refused with 422 "
                    "`read-only-field`. Before, the value was ignored."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("v1",),
                text=_(
                    "A trusted publisher refuses tokens of `pull_request` and `pull_request_target` runs with "
                    "`claim-mismatch`, unless its page in the portal allows these events."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("v1",),
                text=_("These error codes were renamed to the words that other APIs use."),
                renamed=RENAMED_CODES,
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("v1",),
                text=_("An application with the Viewer role can no longer start the checks of a draft."),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=SURFACE_SLUGS,
                text=_(
                    "In the OpenAPI documents, the names of calls come from their summaries, for example "
                    "`submit_a_listing`. If you generate a client again, its methods get these names."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("ingestion",),
                text=_("A body with the `id` of another entity is refused with 400. Before, the ID was ignored."),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("publishers",),
                text=_(
                    "An offer with a `version`, `status` or `changedTime` that the portal never returned is refused "
                    "with 400, and so are values other than `metadata` when you publish. Before, they were ignored."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.BREAKING,
                apis=("configure",),
                text=_(
                    "These values are refused: keys in the wrong case, new values in a submission except its target, "
                    "a new `state` of an image, and `deprecated` for anything but a plan. Before, they had no effect."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.CHANGED,
                apis=("ingestion", "publishers"),
                text=_(
                    "You can submit an incomplete draft. The submission fails, and its validations or errors contain "
                    "the reasons. Before, the call was refused with 409."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.CHANGED,
                apis=("v1", "ingestion"),
                text=_(
                    "You can delete a listing that was never published, even after a submission. If a submission is in "
                    "progress, withdraw it first."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.CHANGED,
                apis=SURFACE_SLUGS,
                text=_(
                    "The error for a host name at which the portal is not available contains the right address. In the "
                    "Slipway API, its code is `unknown-host`."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.CHANGED,
                apis=("v1", "ingestion", "publishers", "configure"),
                text=_(
                    "A repeated request with the same `Idempotency-Key` waits for the first request, then gets its "
                    "response."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_("The OpenAPI document describes the type of every field of a listing."),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=SURFACE_SLUGS,
                text=_(
                    "The OpenAPI documents describe every field with an example, the headers of responses and the "
                    "errors of each call. That of the Slipway API also describes the events of webhooks."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED, apis=("v1",), text=_("The list of checks contains the name of each check.")
            ),
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_("“Confirm a release” publishes a listing whose release is on hold."),
            ),
            ApiChange(
                kind=ApiChangeKind.FIXED,
                apis=SURFACE_SLUGS,
                text=_(
                    "The OpenAPI documents are valid and name the portal's address, so that generators accept them. "
                    "Examples of parameters were lists."
                ),
            ),
            ApiChange(
                kind=ApiChangeKind.FIXED,
                apis=SURFACE_SLUGS,
                text=_("Requests with an address or header that is too long get an error in the format of their API."),
            ),
            ApiChange(
                kind=ApiChangeKind.FIXED,
                apis=("configure",),
                text=_("`resourceId` in errors always has the form that the published schema allows."),
            ),
            ApiChange(
                kind=ApiChangeKind.FIXED,
                apis=("tokens",),
                text=_("Spaces and line breaks around the values of a token request are ignored."),
            ),
        ),
    ),
    *FIRST_ENTRIES,
)
