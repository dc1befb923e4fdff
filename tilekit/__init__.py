"""What a listing is, how it is written to a folder, what is wrong with it, what its tile shows. No Django."""
