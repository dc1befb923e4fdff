"""Idempotency keys: the response to a call is stored and sent again if the call is repeated."""
