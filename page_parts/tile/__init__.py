"""The tile of a listing, as the catalogue, reviews, sandboxes, the wizard and `tilekit preview` show it."""
