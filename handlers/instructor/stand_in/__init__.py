"""An instructor who cannot hold a lesson hands it to a colleague."""
