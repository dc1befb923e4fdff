"""Why the tables of the catalogue stay."""

from django.utils.translation import gettext_lazy as _

from catalog.models import FacetCount, Spelling, Tile, TileFacet, TileFile, TileText
from jobs.retention.registry import keep

keep(_("Rebuilt from the live versions of listings."), FacetCount, Spelling, Tile, TileFacet, TileFile, TileText)
