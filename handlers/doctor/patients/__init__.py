"""The lists of patients."""
