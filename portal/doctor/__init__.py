"""Tests the services that the environment configures by using them, for `manage.py doctor` and `prepare`."""
