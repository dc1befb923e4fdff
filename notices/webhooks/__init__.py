"""Webhooks: signed requests that notify an organisation's own servers of events."""
