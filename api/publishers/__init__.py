"""Offers of virtual machines, in the shape of the older Cloud Partner Portal API."""
