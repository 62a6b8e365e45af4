"""Any bibliography file to any format."""
