"""The instructor's time: a week as a picture, its days, a month."""
