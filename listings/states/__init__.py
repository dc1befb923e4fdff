"""The states of revisions and live tiles: one row for each, and the texts that say who must act."""
