"""Residents at the portal of the model street."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from shiqiao.testing.street import Street


class Resident:
    """Someone with a browser that runs no scripts."""

    def __init__(self, language: str = "zh-hans") -> None:
        self.client = Client(headers={"accept-language": language})

    def get(self, path: str, **data: str) -> Any:
        """Open a page."""
        return self.client.get(path, data)

    def send(self, **fields: Any) -> Any:
        """Send the report form; what is not given has a usual value. Does not follow the redirect."""
        values = {
            "client_id": uuid4().hex, "text": "楼下垃圾桶满了没人清", "address": "春元里小区3号楼", "item": "06010",
        }  # fmt: skip
        return self.client.post("/portal/report/", {**values, **fields})

    def link(self, **fields: Any) -> str:
        """Report something and return the secret link."""
        answer = self.send(**fields)
        assert answer.status_code == 303, words(answer)
        return str(answer["location"]).split("?")[0]


def words(answer: Any) -> str:
    """Return what a reader sees of a page: its text without marks, and what labels say."""
    html = re.sub(r"<(script|style|template)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def resident(street: Street) -> Resident:
    """A resident who reads Chinese."""
    return Resident()
