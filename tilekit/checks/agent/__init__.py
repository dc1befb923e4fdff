"""The checks of the code and configuration of an Agent check (subject AC). The code is never executed."""
