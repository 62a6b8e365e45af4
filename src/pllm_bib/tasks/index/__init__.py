"""The index of dumps: made of files, to be looked things up in without the network."""
