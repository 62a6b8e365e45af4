"""Files that change all at once, whatever ends the run; two runs never at the same time."""
