"""Rendered text: tokens, what fields and attributes make of them, and their markups."""
