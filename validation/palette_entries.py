"""What the command palette offers about checks: the buttons of waiver requests."""

from common.palette import register_entries
from listings.pages.button_entries import subject_entries
from validation.views.waiver_requests import WAIVER_PAGES

register_entries(
    subject_entries(
        WAIVER_PAGES,
        "waiver_request_id",
        WAIVER_PAGES.lifecycle.visible,
        about=lambda request: str(request.listing.name),
    )
)
