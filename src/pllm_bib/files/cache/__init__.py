"""The user's cache: what was made from content, under a digest of all that it was made from.

It may be deleted at any time. Nothing in it is trusted over its source, and what is damaged counts
as not there.
"""
