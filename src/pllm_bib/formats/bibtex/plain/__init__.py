r"""The short way of plain entries of .bib files: one of a form shows what all others are.

Nearly all entries that programs write are plain: running text without LaTeX, people as
``Family, Given``, a year, pages, an address. Two of one type, with the same fields in the same
order, differ in their values only. So a form has a mould, which tells from a few samples what
becomes of the values, and the other entries of the form are cast in it. All that is not plain goes
the usual way, with blanks where the plain entries stand. So both ways have one result.

The reader casts entries (`entries`). ``convert`` casts what a format makes of them, with the same
forms and values.
"""
