"""What the pages of sandboxes need for their templates."""
