"""The actions of this app, one module for each subject."""

from listings.actions.attachments import FileToAttach, attach_file, attach_files
from listings.actions.client_secrets import generate_client_secret
from listings.actions.defaults import save_listing_defaults
from listings.actions.deletions import delete_listing
from listings.actions.drafts import create_listing, start_revision
from listings.actions.entities import change_entities, prepare_submission
from listings.actions.pictures import crop_image
from listings.actions.sections import restore_section_version, save_section, save_sections
from listings.actions.set_aside import bring_back, remove_set_aside
from listings.actions.submissions import (
    archive_revision,
    cancel_replacement,
    replace_submission,
    submit_revision,
    warn_idle_revision,
    withdraw_revision,
)
from listings.actions.transitions import change_state
from listings.actions.vendors import use_vendor
