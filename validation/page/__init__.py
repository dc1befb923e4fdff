"""What the admins' pages about rules show."""
