"""Layers in the formats of other programs: tables, movement, SLEAP, COCO, NWB."""
