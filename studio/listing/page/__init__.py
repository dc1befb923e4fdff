"""What the pages about a listing need for their templates."""
