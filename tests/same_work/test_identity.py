"""Identifiers that fields and addresses tell, and the signs of a preprint."""

from __future__ import annotations

import pytest

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.same_work.identity import ARXIV, DOI, Identifier, identifiers, is_preprint

ARXIV_URL = "url = {https://arxiv.org/abs/2301.00001}"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        # an arXiv id, wherever it stands
        ("misc", "eprint = {2301.00001}, archiveprefix = {arXiv}", True),
        ("misc", ARXIV_URL, True),
        ("misc", "doi = {10.48550/arXiv.2301.00001}", True),
        ("misc", "url = {https://example.org}", False),
        ("online", ARXIV_URL, True),
        ("article", "journal = {CoRR}", True),
        ("article", "journal = {arXiv preprint arXiv:2301.00001}", True),
        ("article", "journal = {bioRxiv}", True),
        ("misc", "howpublished = {ePrint 2020/1}", False),
        # a publication keeps the id of its preprint
        ("article", f"journal = {{Owls}}, {ARXIV_URL}", False),
        ("inproceedings", f"booktitle = {{Birds}}, {ARXIV_URL}", False),
        ("inproceedings", ARXIV_URL, True),
        ("article", ARXIV_URL, True),
        ("phdthesis", ARXIV_URL, False),
        ("book", ARXIV_URL, False),
        # by its type
        ("unpublished", "note = {Draft}", True),
        ("unpublished", "doi = {10.1234/owls}", False),
    ],
)
def test_preprints(kind: str, fields: str, *, expected: bool) -> None:
    (entry,), _faults = bib_reader.read(f"@{kind}{{a, title = {{Owls}}, {fields}}}", "x.bib")
    assert is_preprint(entry, identifiers(entry)) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("doi = {10.1234/OWLS}", [(DOI, "10.1234/owls")]),
        ("doi = {10.48550/arXiv.2301.00001}", [(ARXIV, "2301.00001")]),
        ("howpublished = {arXiv:2301.00001v2}", [(ARXIV, "2301.00001")]),
        ("volume = {abs/2301.00001}", [(ARXIV, "2301.00001")]),
        ("url = {https://huggingface.co/papers/2301.00001}", [(ARXIV, "2301.00001")]),
        ("url = {https://doi.org/10.1234/owls}", [(DOI, "10.1234/owls")]),
        ("code = {https://arxiv.org/abs/2301.00001}", []),
        ("eprint = {1}, archiveprefix = {HAL}", [("hal id", "1")]),
        ("eprint = {2301.00001}", [(ARXIV, "2301.00001")]),
        ("url = {https://aclanthology.org/2024.acl-long.1/}", [("ACL id", "2024.acl-long.1")]),
        ("url = {https://aclanthology.org/volumes/2024.acl-long/}", []),
        ("isbn = {0-262-03561-8; 978-3-16-148410-0}", [
            ("ISBN", "9780262035613"), ("ISBN", "9783161484100")]),
    ],
)  # fmt: skip
def test_identifiers(fields: str, expected: list[tuple[str, str]]) -> None:
    (entry,), _faults = bib_reader.read(f"@misc{{a, title = {{Owls}}, {fields}}}", "x.bib")
    assert list(identifiers(entry)) == [Identifier(*pair) for pair in expected]
