"""The checks of CHANGELOG.md (subject RN). New entries must have the right form; for older ones it is advice."""
