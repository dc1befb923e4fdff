"""Protects accounts against guessing, without locking their owners out."""
