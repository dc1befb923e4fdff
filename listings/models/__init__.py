"""Listings, their revisions (attempts to change what is live) and submissions (frozen contents of a revision)."""

from listings.models.imports import OPEN_IMPORTS, Import, ImportState
from listings.models.lead_secrets import LeadSecret
from listings.models.listings import OFFER_ID_LENGTH, OFFERINGS, ROUTES, ClientSecret, Identity, IdentityKind, Listing
from listings.models.revisions import Release, ReleaseKind, Revision, StatePeriod, Submission
from listings.models.sections import AppliedFix, Section, SectionVersion

__all__ = [
    "OFFERINGS",
    "OFFER_ID_LENGTH",
    "OPEN_IMPORTS",
    "ROUTES",
    "AppliedFix",
    "ClientSecret",
    "Identity",
    "IdentityKind",
    "Import",
    "ImportState",
    "LeadSecret",
    "Listing",
    "Release",
    "ReleaseKind",
    "Revision",
    "Section",
    "SectionVersion",
    "StatePeriod",
    "Submission",
]
