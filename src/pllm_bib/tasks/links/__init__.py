"""The addresses of a list or of files: asked whether they lead anywhere, and mended."""
