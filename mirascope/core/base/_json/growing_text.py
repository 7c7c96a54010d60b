"""Text that arrives in pieces, and how it was at some time."""

from __future__ import annotations

from typing import NamedTuple


class GrowingText:
    """Text that grows at its end, which costs as much as the piece alone.

    Args:
        text: Its beginning.
    """

    __slots__ = ("_pieces", "_text", "size")

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._pieces: list[str] = []
        self.size = len(text)
        """How many characters there are."""

    def append(self, piece: str) -> None:
        """Add a piece.

        Args:
            piece: What has arrived.
        """
        self._pieces.append(piece)
        self.size += len(piece)

    def read(self, size: int | None = None) -> str:
        """Put the text together.

        Args:
            size: How many characters to give; all of them by default.

        Returns:
            The beginning of the text.
        """
        if self._pieces:
            pieces, self._pieces = self._pieces, []
            self._text = "".join([self._text, *pieces])
        return self._text if size is None else self._text[:size]


class Beginning(NamedTuple):
    """What there was of a text, put together when somebody looks at it."""

    text: GrowingText
    size: int
    rest: str = ""
    """What came after these characters, if the text did not take it in."""

    def read(self) -> str:
        """Put it together.

        Returns:
            The text.
        """
        return self.text.read(self.size) + self.rest
