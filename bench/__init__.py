"""What the program costs, as ratios to a named baseline in the same run. Nothing here is asserted."""
