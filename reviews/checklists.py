"""The checklists that come with the portal. A team that saves its own list replaces them (`reviews.team_texts`)."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.lazy_text import LazyText
from reviews.built_in_texts import translations
from reviews.team_texts import TeamText
from tilekit.checks.registered_checks import check_of
from tilekit.core.messages import Message, render

# {team: {key of an item: (text, sections that it is about; none for everything that the team reads)}}
_CHECKLISTS: Mapping[str, Mapping[str, tuple[LazyText, tuple[str, ...]]]] = {
    Team.ENGINEERING: {
        "configuration-method": (
            _("The configuration method suits the data source: Agent check inside a network, API for a hosted service"),
            ("configuration",),
        ),
        "wheel": (_("The wheel installs, and its content matches its name"), ("configuration",)),
        "metrics": (_("Metric names, types and units match what is measured"), ("data",)),
        "logs": (
            _("Each kind of log has a sample, and the pipeline extracts the expected attributes from it"),
            ("data",),
        ),
        "no-data": (_("Customers can see when no data arrives"), ()),
    },
    Team.PRODUCT_DESIGN: {
        "logo": (_("The logo is legible on light and dark tiles"), ("overview",)),
        "images": (_("Images show the product with data but no names of real customers"), ("overview",)),
        "dashboards": (_("The dashboard starts with an overview and groups related widgets"), ("content",)),
        "monitors": (_("Monitors alert on problems that customers can act on"), ("content",)),
        "card": (_("The card explains in one sentence what customers get"), ("overview",)),
    },
    Team.DOCUMENTATION: {
        "first-paragraph": (
            _("The first paragraph explains what the product and the integration do"),
            ("overview",),
        ),
        "steps": (
            _("Steps are numbered and in order, and each one says where in the product to do it"),
            ("setup",),
        ),
        "permissions": (_("All required permissions and keys are listed"), ("setup",)),
        "uninstallation": (
            _("The uninstallation instructions explain how to revoke access and remove everything that was set up"),
            ("setup",),
        ),
        "captions": (_("Captions describe what the images show"), ("overview",)),
        "release-notes": (_("Customers can understand the release notes"), ("release_notes",)),
    },
    Team.ECOSYSTEMS: {
        "complete": (_("The listing is complete, and the tile, data types and categories are consistent"), ()),
        "scopes": (
            _("Only the required OAuth scopes are requested, and any exception has a good reason"),
            ("configuration",),
        ),
        "names": (_("Names and identifiers belong to the partner"), ()),
        "two-way": (_("The queried and submitted data make this a two-way integration"), ("data",)),
        "release-date": (_("The requested release date fits the programme's schedule"), ()),
    },
    Team.COMMERCIAL: {
        "price": (_("The price description explains the pricing model to buyers"), ("pricing",)),
        "metering": (_("The metering metric and tag measure what is billed"), ("pricing",)),
        "eula": (_("The EULA is the partner's own and is readable"), ("legal",)),
        "contacts": (_("Sales and legal contacts are shared mailboxes"), ()),
    },
    Team.SECURITY_CONTENT: {
        "threat": (_("Each detection rule names the threat and the tactic that it detects"), ()),
        "attributes": (_("Queries use attributes that the log pipeline creates"), ()),
        "thresholds": (_("Severities and thresholds don't overwhelm analysts with signals"), ()),
        "message": (_("The signal message explains what to do next"), ()),
    },
}

# {code of a check that only a person can perform: team that performs it}
QUESTIONS: Mapping[str, str] = {
    "LG-021": Team.PRODUCT_DESIGN,
    "MF-017": Team.DOCUMENTATION,
    "MN-008": Team.PRODUCT_DESIGN,
    "RN-016": Team.DOCUMENTATION,
}


@cache
def built_in_checklist(team: str) -> Sequence[TeamText]:
    """Version 0 of a team's checklist, in all languages of the portal. No item is required."""
    rows = _CHECKLISTS.get(team, {})
    return tuple(
        TeamText(key=key, text=translations(text), sections=sections) for key, (text, sections) in rows.items()
    )


@cache
def questions_of(team: str) -> Sequence[TeamText]:
    """The questions of checks that the team performs. They end every version of its checklist."""
    return tuple(
        TeamText(key=code, text=_question_of(code), codes=(code,)) for code, asked in QUESTIONS.items() if asked == team
    )


def _question_of(code: str) -> dict[str, str]:
    question = Message(check_of(code).question)
    return {language: render(question, language) for language, _name in settings.LANGUAGES}
