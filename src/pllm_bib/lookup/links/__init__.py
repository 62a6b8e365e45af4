"""Addresses of the web asked whether they still lead to a page."""
