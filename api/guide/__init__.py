"""How a partner's developer begins: one page, and the files that it shows."""
