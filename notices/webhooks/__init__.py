"""Webhooks: signed requests that tell an organisation's own servers what happens."""
