"""Inspects the real content of uploaded files without executing anything in them."""
