"""How a draft is edited beyond single fields: fixes, folders, renames and what is set aside."""
