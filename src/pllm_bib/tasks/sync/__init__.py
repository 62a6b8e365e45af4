"""A newer version of the list's source -> edits of the entries, by a three-way comparison."""
