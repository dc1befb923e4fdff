"""The checks of the price of a paid listing (subject PR)."""
