"""Pages and data files of site generators: Hugo, Jekyll and Quarto."""
