"""Several machines: the files for each host of a cluster, and a whole one on this machine to watch and to torment."""
