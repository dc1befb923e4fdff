"""What the pages of this room show, read and put into words; templates print it."""
