"""The tile of a draft, beside the form that feeds it."""

from studio.wizard import Wizard
from tilekit.core.section import Tab
from tilekit.markdown import render as render_markdown
from tilekit.sections.overview import Overview


def preview_context(wizard: Wizard, tab: str) -> dict[str, object]:
    """What the preview shows of a tab; an unknown one is the overview."""
    overview = wizard.bundle.section(Overview)
    logos = {name: reference.name for name in ("logo_light", "logo_dark") if (reference := getattr(overview, name))}
    labels = {option.value: option.label for option in Overview.fields["categories"].options}  # type: ignore[attr-defined]  # a Choices
    return {
        "tab": tab if tab in list(Tab) else Tab.OVERVIEW,
        "title": overview.title or wizard.revision.listing.name,
        "description": overview.short_description,
        "tags": [labels.get(value, value) for value in overview.categories],
        "logo": wizard.image_url(logos.get("logo_light", "")),
        "logo_dark": wizard.image_url(logos.get("logo_dark", "")),
        "overview_html": render_markdown(overview.overview_md, image_url=wizard.image_url, anchors="tile-"),
    }
