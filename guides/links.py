"""The addresses of guides and of their sections, for links from other pages.

Fields and steps name a section of a guide: `metrics#names`. `guides/system_checks.py` verifies that it exists.
"""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import get_language
from msgspec import Struct

from guides.library import guides_in
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

# Subject of checks and the beginning of the part to which a check applies -> the section about it.
GUIDE_OF_PART: Mapping[str, str] = {
    "DB /description": "dashboards#title",
    "DB /template_variables": "dashboards#variables",
    "DB /title": "dashboards#title",
    "DB data widgets": "dashboards#widgets",
    "DB queries": "dashboards#variables",
    "DB query_value": "dashboards#widgets",
    "DB stream widgets": "dashboards#widgets",
    "DB timeseries": "dashboards#widgets",
    "DB widget": "dashboards#widgets",
    "LP facet": "log-pipeline#facets",
    "LP grok-parser": "log-pipeline#grok",
    "LP attribute-remapper": "log-pipeline#standard-attributes",
    "LP id": "log-pipeline#files",
    "LP pipeline.filter.query": "log-pipeline#source",
    "MD description": "metrics#descriptions",
    "MD metric_name": "metrics#names",
    "MD metric_type": "metrics#types",
    "MD orientation": "metrics#orientation",
    "MD per_unit_name": "metrics#units",
    "MD unit_name": "metrics#units",
    "MF /assets/dashboards": "dashboards#short-names",
    "MF /assets/integration/metrics/check": "metrics#metric-check",
    "MF /assets/integration/metrics/metadata_path": "metrics#file",
    "MF /assets/integration/metrics/prefix": "metrics#names",
    "MF /assets/integration/service_checks": "agent-check#service-checks",
    "MF /assets/logs": "log-pipeline#source",
    "MF /author/support_email": "texts-logo-and-media#support",
    "MF /display_on_public_website": "review-to-release#public-site",
    "MF /tile/classifier_tags": "texts-logo-and-media#categories",
    "MF /tile/description": "texts-logo-and-media#short-description",
    "MF /tile/resources": "texts-logo-and-media#resources",
    "MN /definition/message": "monitors-and-rules#message",
    "MN /definition/name": "monitors-and-rules#titles",
    "MN /definition/query": "monitors-and-rules#queries",
    "MN /description": "monitors-and-rules#titles",
    "MN /title": "monitors-and-rules#titles",
    "MN query": "monitors-and-rules#queries",
    "MN thresholds": "monitors-and-rules#queries",
    "OA redirect_uris": "api-integration#addresses",
    "OA onboarding_url": "api-integration#addresses",
    "OA scopes": "api-integration#scopes",
    "XC check code": "agent-check#code",
    "XC dashboards": "dashboards#import",
    "XC detection rules": "monitors-and-rules#rules",
    "XC manifest, logs": "log-pipeline#source",
    "XC manifest, metadata.csv": "metrics#file",
    "XC manifest, pipeline": "log-pipeline#source",
    "XC metadata.csv": "metrics#file",
    "XC monitors": "monitors-and-rules#queries",
    "XC saved views": "monitors-and-rules#saved-views",
    "XC service_checks.json": "agent-check#service-checks",
    "XC submission": "review-to-release#submit",
    "XC template variables": "dashboards#variables",
}


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
