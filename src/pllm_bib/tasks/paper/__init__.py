"""Documents, held against their bibliographies."""
