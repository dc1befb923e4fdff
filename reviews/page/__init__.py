"""Prepares the data and texts of this room's pages for templates."""
