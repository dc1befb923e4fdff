"""What the pages of Insights need."""
