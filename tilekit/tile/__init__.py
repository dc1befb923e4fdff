"""The one view of a listing: what preview, sandbox and catalogue show, as plain values."""

from tilekit.tile.build import tile_of
from tilekit.tile.model import Tile

__all__ = ["Tile", "tile_of"]
