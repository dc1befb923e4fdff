"""The checks that compare parts of a listing (subject XC)."""
