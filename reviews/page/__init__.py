"""Prepares the data of the pages of this app for their templates."""
