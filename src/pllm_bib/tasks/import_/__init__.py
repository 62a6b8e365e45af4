"""Works of other people's files -> entries of the list."""
