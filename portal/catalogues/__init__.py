"""The catalogues of translations: what there is to translate, and how they follow the texts. `make messages`."""
