"""The addresses of guides and of their sections, for links from other pages.

Fields and steps name a section of a guide: `metrics#names`. `guides/system_checks.py` verifies that it exists.
"""

from collections.abc import Mapping
from csv import DictReader

from django.urls import reverse
from django.utils.translation import get_language
from msgspec import Struct

from guides.library import GUIDES_FOLDER, guides_in
from page_parts.total_maps import total_map
from tilekit.checks.subjects import SUBJECTS
from tilekit.core.message_catalogues import ENGLISH

# Subject of checks -> the section about them.
GUIDE_OF_SUBJECT: Mapping[str, str] = total_map(
    SUBJECTS,
    {
        "FD": "review-to-release#before",
        "GEN": "texts-logo-and-media#folder",
        "MF": "texts-logo-and-media#names",
        "RM": "texts-logo-and-media#markdown",
        "MD": "metrics#file",
        "SC": "agent-check#service-checks",
        "DB": "dashboards#layout",
        "MN": "monitors-and-rules#monitors",
        "LP": "log-pipeline#processors",
        "LT": "log-pipeline#samples",
        "SR": "monitors-and-rules#rules",
        "SV": "monitors-and-rules#saved-views",
        "IM": "texts-logo-and-media#media",
        "LG": "texts-logo-and-media#logo",
        "RN": "texts-logo-and-media#release-notes",
        "WH": "agent-check#wheel",
        "AC": "agent-check#code",
        "OA": "api-integration#client",
        "PR": "review-to-release#pricing",
        "EU": "review-to-release#legal",
        "XC": "texts-logo-and-media#folder",
    },
)


def _sections_of_parts() -> dict[str, str]:
    with (GUIDES_FOLDER / "check_sections.csv").open(encoding="utf-8", newline="") as file:
        return {f"{row['subject']} {row['part']}": row["section"] for row in DictReader(file)}


# Subject of checks and the beginning of the part to which a check applies -> the section about it.
GUIDE_OF_PART: Mapping[str, str] = _sections_of_parts()


class GuideLink(Struct, frozen=True, kw_only=True):
    """A link to a section of a guide: the title of the guide, and that of the section."""

    href: str
    guide: str
    section: str


def guide_url(place: str) -> str:
    """The URL path of a guide (`metrics`) or of its section (`metrics#names`)."""
    slug, _, anchor = place.partition("#")
    return reverse("guides:guide", args=[slug]) + (f"#{anchor}" if anchor else "")


def guide_of_check(subject: str, applies_to: str) -> str:
    """The section about the part to which a check applies, or else about its subject."""
    part = f"{subject} {applies_to}"
    parts = [beginning for beginning in GUIDE_OF_PART if part.startswith(beginning)]
    return GUIDE_OF_PART[max(parts, key=len)] if parts else GUIDE_OF_SUBJECT[subject]


def guide_link(place: str) -> GuideLink:
    """The link to a section of a guide, in the reader's language. Raises KeyError if there is no such guide."""
    slug, _, anchor = place.partition("#")
    guide = guides_in(get_language() or ENGLISH)[slug]
    return GuideLink(href=guide_url(place), guide=guide.title, section=guide.title_of(anchor))
