"""Disputes of findings."""

from api.fields import ApiSchema, Id, Time, described
from api.v1.bodies.base import PAGE, PageBody, RequestBody
from common.ids import EXAMPLE_ID
from validation.models import DisputeState


class NewDispute(RequestBody):
    """A finding of the draft, of the newest submission or of a dry run, and why it is wrong."""

    fingerprint: str = described("Fingerprint of the finding", "9f8d1c2a", max_length=16)
    reason: str = described(
        "Why the finding is wrong", "The link is part of a code block.", min_length=2, max_length=1_000
    )
    expected: str = described(
        "What is right; empty if you don't say it", "Skip links in code blocks.", default="", max_length=1_000
    )


class DisputeLinks(ApiSchema):
    page: str = described("Page in the portal", f"/disputes/{EXAMPLE_ID}/")
    listing: str = described("Page of the listing in the portal", PAGE)


class DisputeBody(ApiSchema):
    """A finding that your organisation disputes."""

    id: Id = described("ID of the dispute")
    code: str = described("Code of the check that the finding is from", "MF-012")
    fingerprint: str = described("Fingerprint of the finding", "9f8d1c2a")
    reason: str = described("Why the finding is wrong", "The link is part of a code block.")
    expected: str = described("What is right", "Skip links in code blocks.")
    state: DisputeState = described(
        "requested: it waits for an answer. upheld: the check was wrong. declined: the finding is right. withdrawn: "
        "your organisation withdrew it.",
        "requested",
    )
    answer: str = described("The answer of our staff; empty until they have answered", "")
    requested_at: Time = described("When the dispute was sent")
    links: DisputeLinks = described("Related pages")


class DisputePage(PageBody):
    items: list[DisputeBody] = described("The disputes on this page")
