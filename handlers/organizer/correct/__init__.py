"""Mending what the clinic has on its books about somebody."""
