"""The first entries of the changelog."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from api.changelog.kinds import ApiChange, ApiChangeKind, ApiChangelogEntry
from api.changelog.renamed_codes import RENAMED_CODES
from api.reference.surfaces import SURFACE_SLUGS

FIRST_ENTRIES: tuple[ApiChangelogEntry, ...] = (
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
    ApiChangelogEntry(
        on=date(2026, 11, 23),
        changes=(
            ApiChange(
                kind=ApiChangeKind.ADDED,
                apis=("v1",),
                text=_(
                    "Sections and documents contain `set_aside`: values that are stored, but do not apply to this type "
                    "of listing."
                ),
            ),
        ),
    ),
)
