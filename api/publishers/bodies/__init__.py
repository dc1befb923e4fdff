"""What calls of this API read and write."""
