"""RM: the README and every Markdown field."""
