"""A list of works in somebody's README -> works."""
