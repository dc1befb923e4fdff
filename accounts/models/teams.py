"""Staff teams and who reviews for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.actor import TeamRole

TEAM_ROLES = [(TeamRole.REVIEWER.value, _("Reviewer")), (TeamRole.LEAD.value, _("Lead"))]


class Team(models.TextChoices):
    """The staff teams, in the order in which pages list them."""

    ENGINEERING = "engineering", _("Engineering")
    PRODUCT_DESIGN = "product_design", _("Product design")
    DOCUMENTATION = "documentation", _("Documentation")
    ECOSYSTEMS = "ecosystems", _("Ecosystems")
    COMMERCIAL = "commercial", _("Commercial")
    SECURITY_CONTENT = "security_content", _("Security content")


class TeamMembership(models.Model):
    team = models.CharField(_("team"), max_length=32, choices=Team)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="team_memberships")
    role = models.PositiveSmallIntegerField(_("role"), choices=TEAM_ROLES)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="accounts_team_membership_once"),
            models.CheckConstraint(condition=Q(team__in=Team.values), name="accounts_team_known"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in TeamRole]), name="accounts_team_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team}"
