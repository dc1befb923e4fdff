"""A Django app for fault tests only: a deep check that waits."""
