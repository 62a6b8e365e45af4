"""The disk: everything that opens, reads or writes a file."""
