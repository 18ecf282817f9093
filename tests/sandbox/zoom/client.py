"""A client of the Zoom stand-in that speaks HTTP and knows nothing else, and whom it finds there."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

START = datetime(2026, 11, 24, 6, 45, tzinfo=UTC)
HOST = "instructor@demo.invalid"
USERS = (
    {"email": HOST, "type": 2, "status": "active", "first_name": "Alla", "last_name": "Variantova"},
    {"email": "basic@demo.invalid", "type": 1, "status": "active", "first_name": "Boris", "last_name": "B"},
    {"email": "gone@demo.invalid", "type": 2, "status": "inactive", "first_name": "G", "last_name": "G"},
)
CREDENTIALS = aiohttp.encode_basic_auth("sandbox-client", "sandbox-secret")
GRANT = {"grant_type": "account_credentials", "account_id": "sandbox-account"}


@dataclass
class ZoomClient:
    """Asks the sandbox and returns (status, body)."""

    url: str
    session: aiohttp.ClientSession
    token: str = ""

    async def ask_for_token(
        self, credentials: str = CREDENTIALS, grant: Mapping[str, str] = GRANT
    ) -> tuple[int, Any]:
        """Ask the token endpoint."""
        headers = {"Authorization": credentials}
        url = f"{self.url}/zoom/oauth/token"
        async with self.session.post(url, data=grant, headers=headers) as response:
            return response.status, await response.json()

    async def sign_in(self) -> None:
        """Get a fresh token and use it from now on."""
        status, body = await self.ask_for_token()
        assert status == 200, body
        self.token = body["access_token"]

    async def ask(
        self, method: str, path: str, body: object = None, params: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Call the REST API with the token."""
        status, answer, _ = await self.ask_for_all(method, path, body, params)
        return status, answer

    async def ask_for_all(
        self, method: str, path: str, body: object = None, params: dict[str, str] | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        """The same with the headers that tell of limits."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"{self.url}/zoom/v2{path}"
        async with self.session.request(method, url, json=body, headers=headers, params=params) as response:
            limits = {
                name: value
                for name, value in response.headers.items()
                if name.startswith("X-RateLimit") or name == "Retry-After"
            }
            return response.status, await response.json() if response.status != 204 else None, limits

    async def ask_for_all_patiently(
        self, method: str, path: str, body: object = None
    ) -> tuple[int, Any, dict[str, str]]:
        """The same as one who goes slower when told that there were too many calls a second."""
        while True:
            found = await self.ask_for_all(method, path, body)
            if found[0] != 429 or "per-second" not in found[1]["message"]:
                return found
            await asyncio.sleep(0.05)

    async def ask_patiently(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Call as one who goes slower when told that there were too many calls a second."""
        while True:
            status, answer = await self.ask(method, path, body)
            if status != 429 or "per-second" not in answer["message"]:
                return status, answer
            await asyncio.sleep(0.05)

    async def suffer(self, name: str, **fields: object) -> None:
        """Switch a fault on."""
        shown = await self.control("POST", "/faults", {"service": "zoom", "name": name, **fields})
        assert "active" in shown, shown

    async def suffers(self) -> list[str]:
        """Return the faults that are on."""
        return [fault["name"] for fault in (await self.control("GET", "/faults"))["active"]]

    async def create(self, host: str = HOST, **fields: object) -> dict[str, Any]:
        """Schedule a meeting that has to succeed."""
        fields = {"topic": "Занятие №1", "start_time": "2026-11-24T07:00:00Z", "duration": 45, **fields}
        status, meeting = await self.ask_patiently("POST", f"/users/{host}/meetings", fields)
        assert status == 201, meeting
        assert isinstance(meeting, dict)
        return meeting

    async def get(self, meeting: dict[str, Any]) -> dict[str, Any]:
        """Read a meeting that has to exist."""
        status, body = await self.ask_patiently("GET", f"/meetings/{meeting['id']}")
        assert status == 200, body
        assert isinstance(body, dict)
        return body

    async def control(self, method: str, path: str, body: object = None) -> Any:
        """Call what the page calls; refusals come back as their body."""
        async with self.session.request(method, f"{self.url}/api{path}", json=body) as response:
            return await response.json()

    async def open(self, url: str, name: str, user: int | None = None) -> Any:
        """Open a link as a person."""
        return await self.control("POST", "/zoom/open", {"url": url, "name": name, "user": user})

    async def people(self, meeting: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return (name, role, state) of everybody at the meeting."""
        shown = next(one for one in await self.control("GET", "/zoom/meetings") if one["id"] == meeting["id"])
        return [(person["name"], person["role"], person["state"]) for person in shown["participants"]]

    async def pass_time(self, **body: object) -> None:
        """Move the sandbox's clock forward."""
        moved = await self.control("POST", "/clock/advance", body)
        assert moved["ok"], moved
