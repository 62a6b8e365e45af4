r"""The short way of plain entries of .bib files: one of a form shows what becomes of all others.

Nearly all entries that programs write are plain: running text without LaTeX, people as
``Family, Given``, a year, pages, an address. Two of one type, with the same fields in the same
order, become texts that differ in their values only. So the usual way (`entries.EntryWork`) is
asked what it makes of samples of a form, with values that are found again in the text. All around
them is the form's mould, and the other entries of the form are cast in it.

The usual way decides what is written and what is lost: nothing here knows a format. A form of
which it tells faults, or whose mould does not give all of its samples back, has no mould. All that
is not plain, whole parts of a file perhaps, goes the usual way. So both ways have one result.
"""
