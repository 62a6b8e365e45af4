"""CSL 1.0.2 rendering over citeproc-py's styles and locales.

citeproc-py finds, reads and validates styles and locales. What it does with them at rendering time
is redone here: quotation marks and punctuation, names, text case, dates, numbers, groups, sorting,
disambiguation and citations. A style is compiled once into functions, so that nothing of the static
tree is searched again for each item.
"""
