"""Mail servers that refuse or break off, each in one way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from integrations.mail import SmtpServer


@dataclass
class ScriptedSmtp:
    """Answers as SMTP wants it, but for the replies given: a command's first word to what it says.

    A reply of None ends the connection without a word; "hang" says nothing and keeps it open. "." is the
    end of the mail itself. ``heard`` are the command lines.
    """

    replies: dict[str, str | None]
    heard: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not await self._say(writer, "CONNECT", "220 test"):
                return
            while line := (await reader.readline()).decode().strip():
                self.heard.append(line)
                word = line.split()[0].upper()
                usual = {
                    "EHLO": "250-test\r\n250 AUTH PLAIN",
                    "AUTH": "235 ok",
                    "DATA": "354 go",
                    "QUIT": "221 bye",
                }
                if not await self._say(writer, word, usual.get(word, "250 ok")):
                    return
                if word == "DATA" and "DATA" not in self.replies:
                    self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                    if not await self._say(writer, ".", "250 taken"):
                        return
                if word == "QUIT":
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, moment: str, usual: str) -> bool:
        reply = self.replies.get(moment, usual)
        if reply == "hang":
            await asyncio.Event().wait()
        if reply is None:
            return False
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return True


@asynccontextmanager
async def scripted_smtp(**replies: str | None) -> AsyncIterator[tuple[ScriptedSmtp, SmtpServer]]:
    """Serve; ``end`` stands for ".", the other names are the commands in lower case."""
    script = ScriptedSmtp({"." if name == "end" else name.upper(): reply for name, reply in replies.items()})
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(script.talk(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield script, SmtpServer("127.0.0.1", server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
