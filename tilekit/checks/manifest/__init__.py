"""MF: the manifest and the overview fields."""
