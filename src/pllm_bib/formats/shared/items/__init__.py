"""Texts of JSON and YAML, taken apart item by item, each value with its place."""
