"""Listings, their revisions (attempts to change what is live) and submissions (frozen contents of a revision)."""

from listings.models.assignments import StepAssignment
from listings.models.defaults import OrganisationDefaults
from listings.models.imports import Import
from listings.models.lead_secrets import LEAD_SECRETS, LeadSecret
from listings.models.listings import OFFER_ID_LENGTH, OFFERINGS, ROUTES, ClientSecret, Identity, IdentityKind, Listing
from listings.models.past_transitions import PastTransition
from listings.models.requests import ListingRequest
from listings.models.revisions import Release, ReleaseKind, Revision, StatePeriod, Submission
from listings.models.sections import AppliedFix, Section, SectionVersion
