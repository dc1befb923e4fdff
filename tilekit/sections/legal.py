"""The terms for selling a paid listing."""

from tilekit.core.composite import UploadField
from tilekit.core.fields import Email, Flag
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument, Tab
from tilekit.sections import limits

_LEGAL = "review-to-release#legal"


class Legal(SectionDocument, key="legal", title=N_("Legal"), tab=Tab.PRICING, applies=on_marketplace):
    """The licence agreement that buyers accept, and the Marketplace agreement."""

    eula = UploadField(
        N_("End user licence agreement"),
        accepts=("pdf",),
        max_bytes=limits.PDF_BYTES,
        folder="assets",
        required=True,
        checked_by={"required": "EU-001", "length": "EU-004", "fit": "EU-001"},
        help=N_("Your licence agreement as a PDF (buyers see the version that they accepted)."),
        example="eula.pdf",
        doc=_LEGAL,
    )
    agreement_marketplace = Flag(
        N_("Marketplace agreement"),
        required=True,
        read_only=True,
        scope="submission",
        help=N_("An owner of your organisation must accept each version before you can submit paid listings."),
        doc=_LEGAL,
    )
    legal_contact = Email(
        N_("Legal contact e-mail"),
        scope="submission",
        help=N_("Used by our legal team, never shown to customers."),
        example="legal@acme.example",
        doc=_LEGAL,
    )
