"""The pages about people and organisations."""
