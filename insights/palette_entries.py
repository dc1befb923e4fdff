"""What the command palette offers about Insights, in addition to the link of the navigation."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Team
from accounts.queries import organisations_of
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery, register_entries


@register_entries
def insight_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The insights of each team for leads and admins, and those of the reader's organisations. One query."""
    label = _("Insights")
    if query.actor.is_admin or query.actor.is_lead:
        for team in Team:
            href = f"{reverse('insights:insights')}?{urlencode({'team': team.value})}"
            yield PaletteEntry(group=PaletteGroup.PAGES, label=label, href=href, detail=str(team.label))
    if query.actor.organisations:
        for organisation in organisations_of(query.actor)[:ENTRIES_PER_GROUP]:
            href = reverse("insights:organisation", args=[organisation.slug])
            yield PaletteEntry(group=PaletteGroup.PAGES, label=label, href=href, detail=organisation.name)
