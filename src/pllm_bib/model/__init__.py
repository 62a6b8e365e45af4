"""The model of a work as plain values: standard library only, no I/O and no file format."""
