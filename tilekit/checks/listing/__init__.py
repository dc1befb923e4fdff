"""GEN: checks of the listing as a whole, its files and their encoding."""
