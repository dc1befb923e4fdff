"""Submissions: the frozen rounds of a listing."""
