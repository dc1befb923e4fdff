"""Contents of the staff pages about checks."""
