"""Word's XML of sources."""
