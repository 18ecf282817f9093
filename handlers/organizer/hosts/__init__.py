"""Who holds the clinic's meetings."""
