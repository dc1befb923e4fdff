"""An offer of a virtual machine with everything that a submission requires."""

from listings.actions import attach_file, save_sections
from listings.imports.folder_imports import import_into_revision
from listings.models import Listing
from listings.states.revision_states import RevisionState
from listings.writes.merged_saves import Save
from tests.api.publishers_client import Publisher
from tests.api.submissions_scene import Partner
from tests.files.samples import pdf
from tests.listings.scene import NOW
from tests.validation.scene import ready_package


class Seller(Partner):
    """A partner whose application calls both API surfaces."""

    def __init__(self, name: str = "Acme") -> None:
        super().__init__(name)
        self.publisher = Publisher(self.api.caller)

    def sell(self) -> None:
        """Turn the only listing into an offer of a virtual machine and complete its draft, in any state."""
        Listing.objects.update(offering_type="software_license", route="marketplace", offer_id="tide-vm")
        if self.revision.state == RevisionState.DRAFT:
            self.fill()

    def fill(self) -> None:
        """Fill in what the draft requires in addition to its definition."""
        revision, by = self.revision, self.owner
        import_into_revision(revision_id=revision.pk, package=ready_package(), by=by, now=NOW)
        saves = [
            Save(key="overview", changes={"logo_rights": True, "sales_email": "sales@acme.example"}),
            Save(key="support", changes={"maintainer_email": "team@acme.example"}),
            Save(key="setup", changes={"post_purchase_md": "Start the virtual machine and sign in."}),
            Save(
                key="pricing",
                changes={
                    "billing_type": "flat_fee",
                    "unit_price": "10.00",
                    "product_id": "widget",
                    "short_description": "A fixed price per month",
                },
            ),
        ]
        save_sections(revision_id=revision.pk, saves=saves, by=by, now=NOW)
        attach_file(revision_id=revision.pk, path="legal.eula", name="eula.pdf", content=pdf(), by=by, now=NOW)
