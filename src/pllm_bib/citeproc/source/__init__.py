"""Sources of references, as citeproc-py names them."""
