"""Prepares the data of the pages of this room for their templates."""
