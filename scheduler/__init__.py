"""What happens by the clock: ticks that claim due rows and act on them."""
