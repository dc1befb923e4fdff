"""The actions from the request for a sandbox org to the sign-off, one module for each subject."""

from sandboxes.actions.activations import enable_tile, switch_tile_off, switch_tile_on
from sandboxes.actions.looks import install_tile, look_at_tile, save_checklist, uninstall_tile
from sandboxes.actions.orgs import request_sandbox
from sandboxes.actions.sign_off import sign_off, sign_off_as_read
