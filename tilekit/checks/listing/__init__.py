"""The checks of the listing as a whole, its files and their encoding (subject GEN)."""
