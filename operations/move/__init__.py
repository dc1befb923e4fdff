"""Moves a portal from SQLite to PostgreSQL."""
