"""Every write of this room, one transaction each."""

from listings.actions.drafts import create_listing, delete_listing, restore_revision, start_revision
from listings.actions.sections import attach_file, restore_section_version, save_section, save_sections

__all__ = [
    "attach_file",
    "create_listing",
    "delete_listing",
    "restore_revision",
    "restore_section_version",
    "save_section",
    "save_sections",
    "start_revision",
]
