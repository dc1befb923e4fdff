"""The regions of the platform. A customer's account is in one of them, and each has an address of its own."""

from django.db import models


class Region(models.TextChoices):
    """A region, by the name that the platform uses in its own addresses.

    Sandbox orgs are in a region, and a trial of an OAuth client is carried out for one. The names are the same in all
    languages.
    """

    US1 = "us1", "US1"
    US3 = "us3", "US3"
    US5 = "us5", "US5"
    EU = "eu", "EU"
    AP1 = "ap1", "AP1"
    AP2 = "ap2", "AP2"
    GOV = "gov", "GOV"
