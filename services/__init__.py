"""What the system does, in the clinic's words; knows no Telegram, no Zoom and no APScheduler."""
