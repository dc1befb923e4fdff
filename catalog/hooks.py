"""What the catalogue hangs on the transition table."""

from listings.registry import effect

from catalog.moves import put_live_tile

effect("catalogue")(put_live_tile)
