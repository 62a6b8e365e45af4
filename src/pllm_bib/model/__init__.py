"""What a reference is: plain values, standard library only, no I/O and no file format."""
