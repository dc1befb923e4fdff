"""Demo data: real listings in every state, for people who try the portal. Never loaded in production."""
