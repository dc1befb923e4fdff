"""The checks of logos (subject LG)."""
