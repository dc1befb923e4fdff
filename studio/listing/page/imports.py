"""Pages and messages of imports that the worker runs."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from jobs.models import LongRunningState
from listings.imports.queries import foreign_vendor_of, is_import_delayed
from listings.models import Import, Listing, Revision
from page_parts.total_maps import total_map
from studio.page_urls import step_url

IMPORTED_INTO = _("The folder was imported into the draft. The replaced content is still in the history.")
IMPORTED = _("The folder was imported.")
# Without a text, the page shows the progress or the refusal.
_STATE_TEXTS: Mapping[str, LazyText] = total_map(
    LongRunningState,
    {
        LongRunningState.QUEUED: _("Waiting to start."),
        LongRunningState.RUNNING: "",
        LongRunningState.DONE: IMPORTED,
        LongRunningState.REFUSED: "",
        LongRunningState.FAILED: _(
            "The folder could not be imported because of a problem on our side. Nothing was changed. Try again later."
        ),
    },
)
_LASTING_NAMES = _("The integration ID and display name of a live tile can't change, so they were not imported.")


def tell_what_stayed(request: HttpRequest, revision: Revision) -> None:
    """Tell the partner that an import did not change the names of a live tile."""
    if revision.listing.live_release_id:
        messages.info(request, _LASTING_NAMES)


def warn_of_vendor(request: HttpRequest, revision: Revision) -> None:
    """Tell the partner if the imported folder names a vendor that is not the organisation's."""
    vendor, organisation = foreign_vendor_of(revision), revision.listing.organisation
    if vendor is None:
        return
    text = _(
        "The vendor in this folder is {found}, not {own}. Before you can submit the listing, go to “Vendor name” and "
        "use your organisation's vendor, or request an alias."
    )
    vendor_of_organisation = f"{organisation.vendor_name} ({organisation.vendor_id})"
    named = f"{vendor.name} ({vendor.id})" if vendor.id else vendor.name
    messages.warning(request, text.format(found=named, own=vendor_of_organisation))


def state_text(row: Import) -> str:
    """The state of an import in a list."""
    return _now("waiting for your answers") if row.reading is not None else row.get_state_display()


def import_url(row: Import) -> str:
    """The URL of the page with the progress of an import."""
    return reverse("studio:import", args=[row.pk])


def result_url(row: Import) -> str:
    """The URL of the imported draft; "" until the import is done."""
    return step_url(row.revision, "overview") if row.state == LongRunningState.DONE and row.revision else ""


def import_breadcrumbs(listing: Listing) -> list[dict[str, object]]:
    """The breadcrumbs of an import into a draft."""
    return [
        {"href": reverse("studio:listing-list"), "label": _("Listings")},
        {"href": listing.get_absolute_url(), "label": listing.name},
        {"label": _("Import")},
    ]


def import_context(row: Import) -> dict[str, object]:
    """The template context of the page of an import, and of its part that polls."""
    done, total = row.steps
    back = step_url(row.target, "overview") if row.target else reverse("studio:listing-new")
    return {
        "row": row,
        "name": row.file_name or row.name,
        "is_delayed": is_import_delayed(row),
        "text": _STATE_TEXTS[row.state] or row.refusal,
        "done": done,
        "total": total,
        "progress_url": reverse("studio:import-progress", args=[row.pk]),
        "back_url": back,
    }
