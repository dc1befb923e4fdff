"""The tile of a listing as plain values, shown in the preview, the sandbox and the catalogue."""

from tilekit.tile.build import tile_of
from tilekit.tile.model import TileContent

__all__ = ["TileContent", "tile_of"]
