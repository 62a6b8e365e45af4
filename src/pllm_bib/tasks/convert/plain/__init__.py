"""Plain entries of .bib files, cast in what the writers of a format make of samples of their form.

The forms, and the values that are plain, are those of the reader (`formats.bibtex.plain`). The
usual way (`entries.EntryWork`) is asked what it makes of samples, with values that are found again
in the text. All around them is the form's mould, and the other entries of the form are cast in it.

The usual way decides what is written and what is lost: nothing here knows a format. A form of
which it tells faults, or whose mould does not give all of its samples back, has no mould. All that
is not plain, whole parts of a file perhaps, goes the usual way. So both ways have one result.
"""
