"""Copies the search words of existing tiles to their own table. `manage.py rebuild_tiles` adds spelling variants."""

from django.db import migrations

FORWARDS = """
INSERT INTO catalog_tiletext (tile_id, words)
SELECT listing_id, search_text FROM catalog_tile
WHERE NOT EXISTS (SELECT 1 FROM catalog_tiletext WHERE tile_id = listing_id)
"""
BACKWARDS = """
UPDATE catalog_tile SET search_text =
COALESCE((SELECT words FROM catalog_tiletext WHERE tile_id = listing_id), search_text)
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_words")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
