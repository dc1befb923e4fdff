"""Reads and writes the parts of a draft as entities of modules."""
