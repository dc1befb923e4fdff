"""The translation catalogues: which texts to translate, and how to update them. Run with `make messages`."""
