"""Our own API for partners: listings, their sections and findings."""
