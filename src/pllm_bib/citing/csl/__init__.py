"""A CSL 1.0.2 processor; the files of locales are citeproc-py's.

`engine.Processor` renders the items of a `style.CslStyle`. A style is compiled once: `compiler`
makes functions of its elements, which stand in `elements`, a file each. They take a `state.State`
and return tokens (`text`). `names`, `dates` and `numbers` render the values of items.
"""
