"""Our own API for partners: listings from the draft to the release, the catalogue, the checks and webhooks."""
