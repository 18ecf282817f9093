"""A stand-in for Telegram's Bot API: one bot, and people who talk to it in private chats."""
