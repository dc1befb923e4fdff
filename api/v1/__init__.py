"""Our own API for partners: listings, their sections, folders, uploads, jobs and findings."""
