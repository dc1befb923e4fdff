"""The checks of the OAuth client (subject OA), read from its file."""
