"""Pages of releases, live tiles, transfers and go-to-market."""
