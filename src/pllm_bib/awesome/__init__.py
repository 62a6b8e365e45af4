"""Awesome lists: works read from a list in somebody's README."""
