"""Calls that clients may send twice: the answer to an idempotency key is kept, and sent again."""
