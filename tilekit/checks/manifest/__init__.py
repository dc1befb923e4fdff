"""The checks of the manifest and the overview fields (subject MF)."""
