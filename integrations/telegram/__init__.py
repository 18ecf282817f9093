"""Telegram: the channel of messages, the durable inbox, recorded screens and the bot's public profile."""
