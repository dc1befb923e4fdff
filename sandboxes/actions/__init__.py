"""The actions from the request for a sandbox org to the sign-off, one module for each subject."""

from sandboxes.actions.activations import enable_tile, switch_tile_off, switch_tile_on
from sandboxes.actions.looks import install_tile, look_at_tile, save_checklist, uninstall_tile
from sandboxes.actions.orgs import reactivate_org, set_automatic, suspend_org
from sandboxes.actions.requests import allow_extra_org, decline_request, grant_request, request_sandbox
from sandboxes.actions.sign_off import ask_for_changes, sign_off, sign_off_as_read

__all__ = [
    "allow_extra_org",
    "ask_for_changes",
    "decline_request",
    "enable_tile",
    "grant_request",
    "install_tile",
    "look_at_tile",
    "reactivate_org",
    "request_sandbox",
    "save_checklist",
    "set_automatic",
    "sign_off",
    "sign_off_as_read",
    "suspend_org",
    "switch_tile_off",
    "switch_tile_on",
    "uninstall_tile",
]
