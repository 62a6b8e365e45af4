"""Works that a bibliography has twice: read slim records, find groups of them, merge entries."""
