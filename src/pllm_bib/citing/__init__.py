"""Entries -> formatted references and citations."""
