"""Erases one leaked secret wherever the portal stores it."""
