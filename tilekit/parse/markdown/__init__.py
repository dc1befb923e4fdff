"""Markdown as the checks and the tile use it: elements with their lines."""
