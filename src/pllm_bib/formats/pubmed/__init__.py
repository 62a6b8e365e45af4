"""PubMed's XML: the elements of MEDLINE under other names."""
