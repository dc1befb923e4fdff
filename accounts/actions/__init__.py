"""The actions of this app, one module for each subject."""

from accounts.actions.agreements import accept_agreement, publish_agreement
from accounts.actions.applications import (
    Workflow,
    add_application_key,
    change_application_role,
    create_application,
    onboard_application,
    record_key_use,
    remove_application,
    revoke_application_key,
    trust_publisher,
)
from accounts.actions.encryption import reencrypt_rows
from accounts.actions.first_admin import create_admin
from accounts.actions.invitations import (
    accept_invitation,
    accept_invitation_by_token,
    invite_person,
    resend_invitation,
    revoke_invitation,
)
from accounts.actions.members import change_role, leave_organisation, remove_member
from accounts.actions.organisations import (
    confirm_vendor_id,
    create_organisation,
    reactivate_organisation,
    suspend_organisation,
    update_organisation,
)
from accounts.actions.people import (
    change_language,
    end_other_sessions,
    end_session,
    erase_person,
    fill_in_time_zone,
    make_admin,
    remove_admin,
    update_person,
)
from accounts.actions.protection import secure_account
from accounts.actions.second_factors import require_second_factor, reset_second_factor
from accounts.actions.teams import put_in_team, remove_from_team
from accounts.writes import KeyRequest, NewKey
