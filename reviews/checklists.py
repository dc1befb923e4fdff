"""What each team looks at: reminders beside the content, which nobody has to tick."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from tilekit.checks.catalogue import check_of
from tilekit.core.messages import Message

CHECKLISTS: Mapping[str, Sequence[str | Promise]] = {
    Team.ENGINEERING: (
        _("The method fits where the data lives: Agent check inside a network, API for a hosted service"),
        _("The wheel installs and holds what its name says"),
        _("Metric names, types and units say what is measured"),
        _("Each kind of log has a sample, and the pipeline turns it into the attributes that it promises"),
        _("The check tells customers when no data arrives"),
    ),
    Team.PRODUCT_DESIGN: (
        _("The logo can be read on the light and on the dark tile"),
        _("Pictures show the product with data, without names of real customers"),
        _("The dashboard starts with an overview and groups what belongs together"),
        _("Monitors warn of what a customer would act on"),
        _("The card says in one sentence what customers get"),
    ),
    Team.DOCUMENTATION: (
        _("The first paragraph says what the product and the integration do"),
        _("Steps are numbered, in order, and each says where it happens"),
        _("Every permission and key that is needed is named"),
        _("Uninstalling revokes access and cleans up"),
        _("Captions say what the picture shows"),
        _("Release notes are in words that a customer understands"),
    ),
    Team.ECOSYSTEMS: (
        _("The listing is complete, and tile, data types and categories agree"),
        _("OAuth scopes are no wider than what is used; an exception has a good reason"),
        _("Names and identifiers are the partner's own"),
        _("What is queried and what is submitted make a two-way integration"),
        _("The release wish fits the plan of the programme"),
    ),
    Team.COMMERCIAL: (
        _("The price description explains the model to somebody who buys"),
        _("Metering metric and tag count what is billed"),
        _("The licence agreement is the partner's own and readable"),
        _("Sales and legal contacts are mailboxes of a team"),
    ),
    Team.SECURITY_CONTENT: (
        _("Each rule names the threat and the tactic that it finds"),
        _("Queries use attributes that the log pipeline makes"),
        _("Severity and thresholds would not drown an analyst"),
        _("The text of the signal says what to do next"),
    ),
}

# Questions of the check catalogue that no code can decide, and whose they are.
QUESTIONS: Mapping[str, str] = {
    "LG-021": Team.PRODUCT_DESIGN,
    "MF-017": Team.DOCUMENTATION,
    "MN-008": Team.PRODUCT_DESIGN,
    "RN-016": Team.DOCUMENTATION,
}


def checklist_of(team: str) -> Sequence[str | Promise | Message]:
    """The lines of a team: its own reminders, then what the catalogue asks it."""
    asked = [Message(check_of(code).question) for code, whose in QUESTIONS.items() if whose == team]
    return [*CHECKLISTS.get(team, ()), *asked]
