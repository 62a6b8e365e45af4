"""The check of a list or of files, and the ways to show its findings."""
