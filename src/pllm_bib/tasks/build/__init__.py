"""Everything that is made from the entries."""
