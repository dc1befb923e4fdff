"""The getting-started page for developers, and the files that it shows."""
