"""The reader's pages of a list or of any bibliography."""
