"""The page on which a partner tries the OAuth client of a listing."""
