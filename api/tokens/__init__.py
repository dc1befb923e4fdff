"""Where an application exchanges one of its keys for a token, and what a token allows."""
