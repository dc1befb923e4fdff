"""Instructions for installing, checking and removing the integration."""

from tilekit.core.fields import Markdown
from tilekit.core.kind import is_sold_without_code
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument, Tab

_SETUP = "texts-logo-and-media#setup"


class Setup(SectionDocument, key="setup", title=N_("Setup & Uninstall"), tab=Tab.CONFIGURATION):
    """The Configuration tab of the tile."""

    post_purchase_md = Markdown(
        N_("What happens after purchase"),
        required=is_sold_without_code,
        applies=is_sold_without_code,
        help=N_("Tell buyers whether you will contact them or where to sign up (shown above the setup instructions)."),
        example=N_("We will e-mail you within one business day to plan the first workshop."),
        doc=_SETUP,
        shows="configuration.purchase",
        shown_as="after_purchase",
        shown_label=N_("After your purchase"),
    )
    setup_md = Markdown(
        N_("Setup instructions"),
        required=True,
        checked_by={"required": "RM-005"},
        help=N_("Numbered steps that get customers started, such as installing, connecting and granting roles."),
        example=N_("1. Open the Acme console and choose Integrations."),
        doc=_SETUP,
        shows="configuration.setup",
        shown_as="setup",
        shown_label=N_("Setup"),
        shown_if_empty=N_("There are no setup instructions yet."),
    )
    validation_md = Markdown(
        N_("How to check that it works"),
        help=N_("The command or page that shows customers that everything works."),
        example=N_("Open the Acme Queue dashboard. The depth graph shows data within two minutes."),
        doc=_SETUP,
        shows="configuration.prose",
        shown_as="validation",
        shown_label=N_("Check that it works"),
    )
    troubleshooting_md = Markdown(
        N_("Troubleshooting"),
        help=N_("Known errors and how to fix them."),
        example=N_("A 403 error means that the role has no permission to read queues."),
        doc=_SETUP,
        shows="support.prose",
        shown_as="troubleshooting",
    )
    uninstall_md = Markdown(
        N_("Uninstallation instructions"),
        required=True,
        help=N_("Start with a paragraph, and explain how to cancel or revoke access, and which API keys to disable."),
        example=N_("Uninstalling the integration revokes earlier authorisations. Disable its API keys too."),
        doc="texts-logo-and-media#uninstall",
        shows="configuration.prose",
        shown_as="uninstall",
        shown_label=N_("Uninstallation"),
        shown_if_empty=N_("There are no uninstallation instructions yet."),
    )
