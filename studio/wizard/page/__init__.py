"""What the pages of the wizard need for their templates."""
