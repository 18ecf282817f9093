"""Programs that make files of the tree anew."""
