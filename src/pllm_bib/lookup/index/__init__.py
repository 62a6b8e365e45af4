"""Records of public dumps in one file, to be looked up without the network."""
