"""What uploaded files really are, found without running anything in them."""
