"""Every refusal in Telegram's own words, with where the words come from.

Sources: BAPI is tdlib/telegram-bot-api 01a3679c, TD is tdlib/td 022d6020, SCH is the Bot API 10.3 schema of
aiogram 3.31. BAPI Client.cpp:60-205 adds «Bad Request: » or «Forbidden: » to TD's words and makes their first
letter small. An upper-case word is the server's own code, passed on as it is.
"""

from dataclasses import dataclass


class RefusedError(Exception):
    """A call that is refused: an HTTP status, a description, and seconds to wait when it is 429."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


@dataclass(frozen=True)
class Refusal:
    """A status and a description with named gaps; called with their values it is the exception to raise."""

    code: int
    words: str

    def __call__(self, *, retry_after: int | None = None, **values: object) -> RefusedError:
        words = self.words.format(retry_after=retry_after, **values)
        return RefusedError(self.code, words, retry_after)


# The request itself
NOT_FOUND = Refusal(404, "Not Found")
"""BAPI HttpConnection.cpp:36"""
METHOD_NOT_FOUND = Refusal(404, "Not Found: method not found")
"""BAPI Client.cpp:12664"""
UNAUTHORIZED = Refusal(401, "Unauthorized")
"""BAPI Client.cpp:16291, what every wrong token is answered"""
INVALID_TOKEN = Refusal(401, "Unauthorized: invalid token specified")
"""BAPI ClientManager.cpp:74, a token that is not even shaped like one"""
TOO_LARGE = Refusal(413, "Request Entity Too Large")
"""TD tdnet HttpReader.cpp:115"""
UNREADABLE_JSON = Refusal(400, "Bad Request: can't parse {what} JSON object")
"""BAPI Client.cpp:9708 and its like"""
MALFORMED = Refusal(400, "Bad Request: can't parse {what}: {problem}")
"""BAPI Client.cpp:9748 and its like; the problem is named by aiogram's model"""
REQUIRED = Refusal(400, 'Bad Request: parameter "{name}" is required')
"""BAPI Client.cpp:12370"""
TOO_MANY_REQUESTS = Refusal(429, "Too Many Requests: retry after {retry_after}")
"""BAPI Query.cpp:111, the header HttpConnection.cpp:72; the figures are in limits.py"""
INTERNAL = Refusal(500, "Internal Server Error")
"""BAPI Client.cpp:175, what an error of the server is called when it says nothing more"""
NOT_OFFERED = Refusal(501, "Not Implemented: the sandbox does not offer {method}")
"""Only here: Telegram knows the method"""

# Chats and messages
CHAT_ID_EMPTY = Refusal(400, "Bad Request: chat_id is empty")
"""BAPI Client.cpp:8201"""
CHAT_NOT_FOUND = Refusal(400, "Bad Request: chat not found")
"""BAPI Client.cpp:6571"""
USER_NOT_FOUND = Refusal(400, "Bad Request: user not found")
"""BAPI Client.cpp:6524"""
NEVER_STARTED = Refusal(403, "Forbidden: bot can't initiate conversation with a user")
"""TD MessagesManager.cpp:27957"""
BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
"""BAPI Client.cpp:127"""
DEACTIVATED = Refusal(403, "Forbidden: user is deactivated")
"""BAPI Client.cpp:8136"""
VOICE_FORBIDDEN = Refusal(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
"""the server's own code for whose privacy settings let no voices in (quoted in openclaw/openclaw 1725)"""
TARGET_NOT_FOUND = Refusal(400, "Bad Request: {what} not found")
"""BAPI Client.cpp:6729; `what` is «message to edit», «message to delete» and so on"""
REPLIED_NOT_FOUND = Refusal(400, "Bad Request: message to be replied not found")
"""BAPI Client.cpp:8516"""

# Texts
TEXT_EMPTY = Refusal(400, "Bad Request: message text is empty")
"""BAPI Client.cpp:11401"""
TEXT_BLANK = Refusal(400, "Bad Request: text must be non-empty")
"""TD MessageEntity.cpp:4519"""
TEXT_TOO_LONG = Refusal(400, "Bad Request: message is too long")
"""TD MessageContent.cpp:4759"""
CAPTION_TOO_LONG = Refusal(400, "Bad Request: message caption is too long")
"""TD MessageContent.cpp:5242"""
RAW_TEXT_TOO_LONG = Refusal(400, "Bad Request: text is too long")
"""BAPI Client.cpp:11310"""
PARSE_MODE_UNKNOWN = Refusal(400, "Bad Request: unsupported parse_mode")
"""BAPI Client.cpp:11323"""
CANT_PARSE_ENTITIES = Refusal(400, "Bad Request: can't parse entities: {problem}")
"""TD SynchronousRequests.cpp:180; the problems are in entities.py"""
ENTITY_INVALID = Refusal(400, "Bad Request: can't parse MessageEntity: {problem}")
"""BAPI Client.cpp:11341, the problems 11278 and 11287"""
ENTITY_SPLITS_SYMBOL = Refusal(
    400, "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset {position}"
)
"""TD MessageEntity.cpp:4170"""
ENTITY_ENDS_IN_SYMBOL = Refusal(
    400,
    "Bad Request: entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol "
    "at byte offset {position}",
)
"""TD MessageEntity.cpp:4158"""
ENTITY_BEGINS_AFTER_END = Refusal(
    400, "Bad Request: entity begins after the end of the text at UTF-16 offset {offset}"
)
"""TD MessageEntity.cpp:4253"""
ENTITY_ENDS_AFTER_END = Refusal(
    400,
    "Bad Request: entity beginning at UTF-16 offset {offset} ends after the end of the text "
    "at UTF-16 offset {end}",
)
"""TD MessageEntity.cpp:4258"""

# Keyboards
TEXT_BUTTON_INLINE = Refusal(
    400,
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
)
"""BAPI Client.cpp:9694 and 9753"""
STYLE_UNKNOWN = Refusal(400, "Bad Request: can't parse {where} button: invalid button style specified")
"""BAPI Client.cpp:9455"""
CALLBACK_DATA_INVALID = Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
"""The server's code: python-telegram-bot issue 528"""
COPY_TEXT_INVALID = Refusal(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
"""The server's code"""
BUTTON_URL_INVALID = Refusal(400, "Bad Request: {where} URL '{url}' is invalid: {problem}")
"""TD ReplyMarkup.cpp:591, LinkManager.cpp:1926; the problems are in links.py"""
MARKUP_TOO_LONG = Refusal(400, "Bad Request: reply markup is too long")
"""BAPI Client.cpp:121"""
INLINE_EXPECTED = Refusal(400, "Bad Request: inline keyboard expected")
"""TD ReplyMarkup.cpp:733"""

# Editing and deleting
NOT_MODIFIED = Refusal(
    400,
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message",
)
"""BAPI Client.cpp:107"""
CANT_BE_EDITED = Refusal(400, "Bad Request: message can't be edited")
"""TD MessagesManager.cpp:23386"""
MEDIA_CANT_BE_EDITED = Refusal(400, "Bad Request: message media can't be edited")
"""TD MessagesManager.cpp:23624"""
NO_TEXT_TO_EDIT = Refusal(400, "Bad Request: there is no text in the message to edit")
"""TD MessagesManager.cpp:23393"""
NO_CAPTION_TO_EDIT = Refusal(400, "Bad Request: there is no caption in the message to edit")
"""TD MessagesManager.cpp:23687"""
MESSAGE_UNSPECIFIED = Refusal(400, "Bad Request: message identifier is not specified")
"""BAPI Client.cpp:13801"""
MESSAGES_UNSPECIFIED = Refusal(400, "Bad Request: message identifiers are not specified")
"""BAPI Client.cpp:13816"""
TOO_MANY_MESSAGES = Refusal(400, "Bad Request: too many message identifiers specified")
"""BAPI Client.cpp:12418"""
CANT_DELETE = Refusal(400, "Bad Request: message can't be deleted for everyone")
"""TD MessagesManager.cpp:8507, by the rule of 8430-8435"""
PROTECTED = Refusal(400, "Bad Request: message has protected content and can't be forwarded")
"""TD MessagesManager.cpp:27962"""
COPY_IMPOSSIBLE = Refusal(400, "Bad Request: the message can't be copied")
"""BAPI Client.cpp, TdOnCopyMessage"""

# Presses
QUERY_TOO_OLD = Refusal(
    400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
)
"""BAPI Client.cpp:148"""
ANSWER_TOO_LONG = Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
"""The server's code: pyTelegramBotAPI issue 500"""
ANSWER_URL_INVALID = Refusal(400, "Bad Request: URL_INVALID")
"""The server's code"""
ACTION_UNKNOWN = Refusal(400, "Bad Request: wrong parameter action in request")
"""BAPI Client.cpp:13446"""

# Files
NO_FILE = Refusal(400, "Bad Request: there is no {kind} in the request")
"""BAPI Client.cpp:12903-13040"""
FILE_EMPTY = Refusal(400, "Bad Request: file must be non-empty")
"""TD FileLoaderUtils.cpp:304"""
FILE_ID_EMPTY = Refusal(400, "Bad Request: file_id not specified")
"""BAPI Client.cpp:8366"""
FILE_ID_INVALID = Refusal(400, "Bad Request: invalid file_id")
"""BAPI Client.cpp:6857, getFile"""
FILE_ID_WRONG = Refusal(
    400, "Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
)
"""TD FileManager.cpp:4001, sending"""
FILE_TYPE_WRONG = Refusal(400, "Bad Request: can't use file of type {actual} as {wanted}")
"""TD FileManager.cpp:4015"""
FILE_TOO_BIG = Refusal(400, "Bad Request: file is too big")
"""BAPI Client.cpp:15817"""
URL_UNREACHABLE = Refusal(400, "Bad Request: failed to get HTTP URL content")
"""BAPI Client.cpp:115; the sandbox reaches no outside address"""
PHOTO_TOO_BIG = Refusal(400, "Bad Request: size of the photo is too big")
"""TD PhotoSize.cpp:437"""
PHOTO_DIMENSIONS = Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
"""The server's code"""
PHOTO_UNREADABLE = Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
"""The server's code"""

# Media groups
ALBUM_EMPTY = Refusal(400, "Bad Request: there are no messages to send")
"""TD MessageContent.cpp:5332"""
ALBUM_TOO_LONG = Refusal(400, "Bad Request: too many messages to send as an album")
"""TD MessageContent.cpp:5329"""
ALBUM_TOO_SHORT = Refusal(400, "Bad Request: MEDIA_EMPTY")
"""The server's code; the figure is SCH sendMediaGroup"""
ALBUM_MIXED = Refusal(400, "Bad Request: {kind} can't be mixed with other media types")
"""TD MessageContent.cpp:5349"""

# The bot itself
COMMAND_EMPTY = Refusal(400, "Bad Request: command must be non-empty")
"""TD BotCommand.cpp:191"""
COMMAND_TOO_LONG = Refusal(400, "Bad Request: command length must not exceed {limit}")
"""TD BotCommand.cpp:194"""
COMMAND_INVALID = Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
"""The server's code"""
COMMAND_DESCRIPTION_EMPTY = Refusal(400, "Bad Request: command description must be non-empty")
"""TD BotCommand.cpp:201"""
COMMAND_DESCRIPTION_TOO_LONG = Refusal(400, "Bad Request: command description length must not exceed {limit}")
"""TD BotCommand.cpp:205"""
COMMANDS_TOO_MANY = Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
"""The server's code"""
PROFILE_TEXT_TOO_LONG = Refusal(400, "Bad Request: {field} is too long")
"""The lengths are SCH setMyName, setMyDescription, setMyShortDescription"""
LANGUAGE_INVALID = Refusal(400, "Bad Request: invalid language code specified")
"""TD BotInfoManager.cpp:947"""

# Updates
OTHER_POLLER = Refusal(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
"""BAPI Client.cpp:16232"""
POLLER_ENDED_BY_WEBHOOK = Refusal(409, "Conflict: terminated by setWebhook request")
"""BAPI Client.cpp:16229"""
WEBHOOK_ACTIVE = Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)
"""BAPI Client.cpp:15703"""
WEBHOOK_URL_INVALID = Refusal(400, "Bad Request: invalid webhook URL specified")
"""BAPI Client.cpp:16016"""
WEBHOOK_NOT_HTTPS = Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
"""BAPI WebhookActor.cpp:714"""
WEBHOOK_PORT = Refusal(
    400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
)
"""BAPI WebhookActor.cpp:709"""
WEBHOOK_UNRESOLVED = Refusal(400, "Bad Request: bad webhook: Failed to resolve host: {problem}")
"""TD tdutils IPAddress.cpp:438; the problem is that of the machine's resolver"""
WEBHOOK_IPV6 = Refusal(400, "Bad Request: bad webhook: IPv6-only addresses are not allowed")
"""BAPI WebhookActor.cpp:781"""
WEBHOOK_RESERVED = Refusal(400, "Bad Request: bad webhook: IP address {address} is reserved")
"""BAPI WebhookActor.cpp:784"""
SECRET_TOO_LONG = Refusal(400, "Bad Request: secret token is too long")
"""BAPI Client.cpp:16020"""
SECRET_CHARACTERS = Refusal(400, "Bad Request: secret token contains unallowed characters")
"""BAPI Client.cpp:16023"""
