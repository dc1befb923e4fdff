"""Admins see the pages of a person for a few minutes, read-only and with a reason."""
