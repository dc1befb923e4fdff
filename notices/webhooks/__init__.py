"""Webhooks: an organisation's own servers are told what happens, in signed requests."""
