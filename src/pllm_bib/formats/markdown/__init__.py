"""The Markdown list."""
