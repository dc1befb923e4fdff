"""Checklists of the teams: reminders next to the content, without checkboxes."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.lazy_text import LazyText
from tilekit.checks.registered_checks import check_of
from tilekit.core.messages import Message

CHECKLISTS: Mapping[str, Sequence[LazyText]] = {
    Team.ENGINEERING: (
        _("The configuration method suits the data source: Agent check inside a network, API for a hosted service"),
        _("The wheel installs, and its content matches its name"),
        _("Metric names, types and units match what is measured"),
        _("Each kind of log has a sample, and the pipeline extracts the expected attributes from it"),
        _("Customers can see when no data arrives"),
    ),
    Team.PRODUCT_DESIGN: (
        _("The logo is legible on light and dark tiles"),
        _("Images show the product with data but no names of real customers"),
        _("The dashboard starts with an overview and groups related widgets"),
        _("Monitors alert on problems that customers can act on"),
        _("The card explains in one sentence what customers get"),
    ),
    Team.DOCUMENTATION: (
        _("The first paragraph explains what the product and the integration do"),
        _("Steps are numbered and in order, and each one says where in the product to do it"),
        _("All required permissions and keys are listed"),
        _("The uninstallation instructions explain how to revoke access and remove everything that was set up"),
        _("Captions describe what the images show"),
        _("Customers can understand the release notes"),
    ),
    Team.ECOSYSTEMS: (
        _("The listing is complete, and the tile, data types and categories are consistent"),
        _("Only the required OAuth scopes are requested, and any exception has a good reason"),
        _("Names and identifiers belong to the partner"),
        _("The queried and submitted data make this a two-way integration"),
        _("The requested release date fits the programme's schedule"),
    ),
    Team.COMMERCIAL: (
        _("The price description explains the pricing model to buyers"),
        _("The metering metric and tag measure what is billed"),
        _("The EULA is the partner's own and is readable"),
        _("Sales and legal contacts are shared mailboxes"),
    ),
    Team.SECURITY_CONTENT: (
        _("Each detection rule names the threat and the tactic that it detects"),
        _("Queries use attributes that the log pipeline creates"),
        _("Severities and thresholds don't overwhelm analysts with signals"),
        _("The signal message explains what to do next"),
    ),
}

# {code of a check that only a person can perform: team that performs it}
QUESTIONS: Mapping[str, str] = {
    "LG-021": Team.PRODUCT_DESIGN,
    "MF-017": Team.DOCUMENTATION,
    "MN-008": Team.PRODUCT_DESIGN,
    "RN-016": Team.DOCUMENTATION,
}


def checklist_of(team: str) -> Sequence[LazyText | Message]:
    """The items of a team's checklist: its reminders, then the questions of checks that the team performs."""
    questions = [Message(check_of(code).question) for code, whose in QUESTIONS.items() if whose == team]
    return [*CHECKLISTS.get(team, ()), *questions]
