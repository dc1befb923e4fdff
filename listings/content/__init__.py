"""What a listing contains: its folder and documents, references in them, submissions and differences."""
