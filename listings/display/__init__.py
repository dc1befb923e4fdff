"""Values, places, files and changes of a listing in words for pages."""
