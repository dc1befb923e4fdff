"""The engine of all lifecycles, the transitions of a revision, and what apps register with them."""
