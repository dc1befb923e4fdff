"""The checks of saved views (subject SV)."""
