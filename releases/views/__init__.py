"""Pages of sandboxes, releases and go-to-market."""
