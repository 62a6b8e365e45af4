"""The reader's pages: templates, assets, and all that they are filled with. It opens no file."""
