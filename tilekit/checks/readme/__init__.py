"""The checks of the README and every Markdown field (subject RM)."""
