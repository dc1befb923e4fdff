"""A Django app for fault tests only: a kind of job that can be observed and blocked."""
