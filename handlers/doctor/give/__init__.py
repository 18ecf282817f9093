"""Giving, prolonging or renewing a clearance."""
