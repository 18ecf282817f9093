"""Telegram's limits in numbers.

Sources: BAPI is tdlib/telegram-bot-api 01a3679c, TD is tdlib/td 022d6020, SCH is the Bot API 10.3 schema of
aiogram 3.31, FAQ is Telegram's Bots FAQ.
"""

TEXT_LENGTH = 4096
"""Code points of a text after parsing. SCH sendMessage; counted so in TD MessageContent.cpp:4757."""

CAPTION_LENGTH = 1024
"""Code points of a caption after parsing. SCH sendPhoto; counted so in TD MessageContent.cpp:5241."""

RAW_TEXT_BYTES = 1 << 15
"""UTF-8 bytes of a text before parsing. BAPI Client.cpp:11309."""

CALLBACK_DATA_BYTES = 64
"""UTF-8 bytes of `callback_data`, at least 1. SCH InlineKeyboardButton."""

COPY_TEXT_LENGTH = 256
"""Characters a button copies, at least 1. SCH CopyTextButton."""

INLINE_ROW, INLINE_BUTTONS = 8, 100
"""Buttons in a row and in a whole inline keyboard. Measured by users: tginfo/Telegram-Limits 228."""

REPLY_ROW, REPLY_BUTTONS = 12, 300
"""Buttons in a row and in a whole reply keyboard; more is silently dropped. TD ReplyMarkup.cpp:773."""

MARKUP_BYTES = 10_000
"""Bytes of one markup. Measured by users: tginfo/Telegram-Limits 187."""

CALLBACK_ANSWER_LENGTH = 200
"""Characters of an answer to a press. SCH answerCallbackQuery."""

CALLBACK_LIFETIME = 15.0
"""Real seconds a press waits for its answer. Telegram publishes no figure; 20 s is known to be too late."""

DELETION_PERIOD = 48 * 3600
"""Seconds in which a bot may delete a message of a private chat. TD MessagesManager.cpp:8422."""

DOWNLOAD_BYTES = 20 * 1024 * 1024
"""The largest file getFile offers. SCH getFile."""

UPLOAD_BYTES = 50 * 1024 * 1024
"""The largest file a bot uploads. SCH sendDocument."""

PHOTO_BYTES = 10 * 1024 * 1024
"""The largest photo. SCH sendPhoto."""

PHOTO_SIDES, PHOTO_RATIO = 10_000, 20
"""The largest sum of a photo's sides in pixels, and the largest ratio of them. SCH sendPhoto."""

ALBUM_SIZES = range(2, 11)
"""Messages in a media group. SCH sendMediaGroup."""

POLL_TIMEOUT = 50
"""The longest getUpdates waits, in seconds; longer is cut. BAPI Client.h LONG_POLL_MAX_TIMEOUT."""

POLL_LIMIT = 100
"""The most updates in one answer. BAPI Client.cpp:15708."""

MESSAGES_BURST, MESSAGES_PER_SECOND = 30, 30
"""Messages to all chats together: how many at once, and how many more come free in a real second. FAQ."""

CHAT_BURST, CHAT_PER_SECOND = 20, 1
"""Messages in one chat: how many at once, and how many more come free in a real second.

One a second with «short bursts» is FAQ; how long a burst may be is not published, and this figure is ours.
"""

SET_WEBHOOK_PER_SECOND = 1
"""How often setWebhook may name an address. BAPI Client.cpp:15734-15738."""

WEBHOOK_PORTS = {443, 88, 80, 8443}
"""BAPI WebhookActor.cpp:707"""

WEBHOOK_CONNECTIONS, WEBHOOK_MOST_CONNECTIONS = 40, 100
"""Deliveries side by side when nothing is asked for, and the most.

BAPI telegram-bot-api.cpp:445, Client.cpp:15990.
"""

LOCAL_WEBHOOK_CONNECTIONS, LOCAL_WEBHOOK_MOST_CONNECTIONS = 100, 100_000
"""The same of a server in local mode, as there."""

WEBHOOK_TIMEOUT = 60.0
"""Real seconds a webhook may be silent before it is given up. BAPI WebhookActor.cpp:231."""

WEBHOOK_LONGEST_DELAY = 60
"""Real seconds between two attempts at most. There it is 60 to 120 by chance: BAPI WebhookActor.cpp:507."""

WEBHOOK_LONGEST_RETRY_AFTER = 3600
"""The most seconds for which a webhook's `Retry-After` is believed. BAPI WebhookActor.cpp:502."""

COMMANDS, COMMAND_LENGTH, COMMAND_DESCRIPTION_LENGTH = 100, 32, 256
"""Commands of one scope and language, and the lengths of a command and its description. SCH setMyCommands."""

NAME_LENGTH, DESCRIPTION_LENGTH, SHORT_DESCRIPTION_LENGTH = 64, 512, 120
"""Characters of the bot's name and descriptions. SCH setMyName, setMyDescription, setMyShortDescription."""
