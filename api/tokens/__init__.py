"""Access tokens: applications exchange a key for one, and each works with one API."""
