"""Prepares the data of the staff pages about checks."""
