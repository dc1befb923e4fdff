"""The admins' pages about rules."""
