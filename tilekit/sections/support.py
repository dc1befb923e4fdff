"""Contact details for customers and reviewers."""

from tilekit.core.fields import Email, Markdown, Url
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument, Tab

_SUPPORT = "texts-logo-and-media#support"


class Support(SectionDocument, key="support", title=N_("Support"), tab=Tab.SUPPORT):
    """The Support tab of the tile."""

    support_email = Email(
        N_("Support e-mail"),
        required=True,
        checked_by={"required": "MF-034", "pattern": "MF-034"},
        help=N_("A shared mailbox, so that customers get an answer even if someone is away."),
        example="support@acme.example",
        doc=_SUPPORT,
        shows="support.facts",
        shown_as="email",
        shown_label=N_("E-mail"),
    )
    support_url = Url(
        N_("Support site"),
        https=True,
        scope="submission",
        help=N_("Your help pages or ticket portal."),
        example="https://help.acme.example",
        doc=_SUPPORT,
        shows="support.facts",
        shown_as="url",
    )
    support_md = Markdown(
        N_("Support details"),
        required=True,
        checked_by={"required": "MF-056"},
        help=N_("Start with a paragraph, and explain how, where and when customers can reach you."),
        example=N_("Write to support@acme.example, Monday to Friday, 9:00 to 17:00 UTC."),
        doc=_SUPPORT,
        shows="support.text",
        shown_as="text",
    )
    maintainer_email = Email(
        N_("Maintainer e-mail (internal)"),
        required=True,
        scope="submission",
        help=N_("Used by reviewers and for bug reports, never shown to customers."),
        example="integrations-team@acme.example",
        doc=_SUPPORT,
    )
