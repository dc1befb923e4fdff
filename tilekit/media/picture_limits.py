"""The size that images of the carousel should have, in pixels. Checks, fixes, help texts and demo data use it."""

WIDTHS_PX, HEIGHTS_PX = range(1440, 2881), range(810, 2561)
