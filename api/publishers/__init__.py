"""Offers of virtual machines, compatible with the older Cloud Partner Portal API."""
