"""Deletion of an organisation: what would go, what would stay and why, and the deletion itself."""
