"""The page that shows what is removed after some time, and what is kept."""
