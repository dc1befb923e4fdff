"""People, partner organisations, staff teams, agreements and applications."""

from accounts.models.agreements import MAX_AGREEMENT_LENGTH, AgreementAcceptance, AgreementKind, AgreementVersion
from accounts.models.applications import APPLICATION_ROLES, Application, ApplicationKey
from accounts.models.company_sign_in import ProviderIdentity, SignInDomain, SignInProvider
from accounts.models.invitations import Invitation
from accounts.models.organisations import ROLES, Membership, Organisation, OrganisationState
from accounts.models.people import Person
from accounts.models.publishers import PULL_REQUEST_EVENTS, TrustedPublisher
from accounts.models.requests import OrganisationRequest, Request
from accounts.models.second_factors import SecondFactorReset
from accounts.models.secrets import ACCOUNT_MAILS, PROVIDER_SECRETS, SECOND_FACTORS
from accounts.models.teams import TEAM_ROLES, Team, TeamMembership
from accounts.models.vendors import ALIAS_OPEN, AliasState, VendorAlias
