"""How a customer connects, checks and removes it."""

from tilekit.core.fields import Markdown
from tilekit.core.kind import is_sold_without_code
from tilekit.core.messages import N_
from tilekit.core.section import Section, Tab

_SETUP = "build_integration#provide-setup-and-uninstallation-instructions"


class Setup(Section, key="setup", title=N_("Setup & Uninstall"), tab=Tab.CONFIGURATION):
    """The Configuration tab of the tile."""

    post_purchase_md = Markdown(
        N_("What happens after purchase"),
        required=is_sold_without_code,
        applies=is_sold_without_code,
        help=N_("Tell the buyer whether you reach out or where to sign up; it stands at the top of the setup."),
        example=N_("We write to you within one working day to agree on the first workshop."),
        doc="marketplace_offering",
    )
    setup_md = Markdown(
        N_("Setup instructions"),
        required=True,
        checked_by={"required": "RM-005"},
        help=N_("Numbered steps: install the tile, connect, grant roles, see the first data."),
        example=N_("1. Open the Acme console and choose Integrations."),
        doc=_SETUP,
    )
    validation_md = Markdown(
        N_("How to verify it works"),
        help=N_("The command or the screen that proves that data flows."),
        example=N_("Open the Acme Queue dashboard: the depth graph fills within two minutes."),
        doc="create_a_tile#readme",
    )
    troubleshooting_md = Markdown(
        N_("Troubleshooting"),
        help=N_("Known errors and what to do about each."),
        example=N_("A 403 means that the role lacks the right to read queues."),
        doc="create_a_tile#readme",
    )
    uninstall_md = Markdown(
        N_("Uninstallation instructions"),
        required=True,
        help=N_("Say how access ends and which API keys to disable; begin with a paragraph."),
        example=N_("Once it is uninstalled, earlier authorisations are revoked. Disable its API keys too."),
        doc=_SETUP,
    )
