"""Back-ups of the database and the stored files, and how they are checked and restored."""
