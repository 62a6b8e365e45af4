"""What is wrong with the entries, and how it is told."""
