"""Records of the world: services that know works by identifier or title, one file each."""
