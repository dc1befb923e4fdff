"""The checks of monitor templates (subject MN)."""
