"""Pages of sandbox orgs, requests for them, and tiles in them."""
