"""The address where customers install a tile: one for all tiles, with a placeholder for the tile's ID."""

INTEGRATION_ID = "{integration_id}"


def has_other_placeholder(address: str) -> bool:
    """Whether customers would see braces that nothing replaces."""
    return not set("{}").isdisjoint(address.replace(INTEGRATION_ID, ""))
