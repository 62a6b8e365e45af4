"""A bibliography, and the head of a Markdown document that cites it."""

from __future__ import annotations

BIB = """\
@article{doe2020, title = {Owls at night}, author = {Doe, Jane and Roe, Max},
  journal = {Journal of Birds}, volume = 3, number = 2, pages = {1--9}, year = 2020}
@book{roe2018, title = {Crows}, author = {Roe, Max}, publisher = {Aviary}, year = 2018,
  ids = {roe18}}
@incollection{poe2019, title = {Terns}, author = {Poe, Ann}, booktitle = {Handbook of birds},
  editor = {Moe, Max}, publisher = {Nest}, pages = {10--20}, year = 2019}
@book{roe2018b, title = {Rooks}, author = {Roe, Max}, publisher = {Aviary}, year = 2018}
@book{unread, title = {Jays}, author = {Coe, Eva}, publisher = {Aviary}, year = 2001}
"""
HEAD = "---\ntitle: Birds\nbibliography: refs.bib\nnocite: '@roe2018b'\n---\n\n"
