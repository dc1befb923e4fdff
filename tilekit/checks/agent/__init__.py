"""The checks of an Agent check's code and configuration (subject AC); nothing of it is ever run."""
