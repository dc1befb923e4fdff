"""`tilekit submit` and `tilekit status`: a folder goes to the portal, and the command follows what becomes of it."""
