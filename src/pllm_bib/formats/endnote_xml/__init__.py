"""EndNote XML: the tags of RIS under other names."""
