"""The staff pages about checks."""
