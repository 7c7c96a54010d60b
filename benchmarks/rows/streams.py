"""What each chunk of a text stream costs."""

from __future__ import annotations

from benchmarks.measure import Pair
from benchmarks.row import MakePair, ratio_row

from .calls import client

CHUNKS = 1_000


def text(chunks: int) -> MakePair:
    """Prepare a text stream of which every chunk's text is read.

    Args:
        chunks: How many chunks with text it has.

    Returns:
        What prepares it.
    """
    model = f"text-{chunks}"

    def make(url: str) -> Pair:
        from mirascope.core import openai

        shared = client(url)

        @openai.call(model, client=shared, stream=True)
        def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        def ours() -> str:
            return "".join([chunk.content for chunk, _ in recommend("fantasy")])

        def by_hand() -> str:
            stream = shared.chat.completions.create(
                model=model,
                messages=[{"role": "user", "content": "Recommend a fantasy book"}],
                stream=True,
                stream_options={"include_usage": True},
            )
            pieces = [
                chunk.choices[0].delta.content or "" if chunk.choices else ""
                for chunk in stream
            ]
            return "".join(pieces)

        return Pair(raw=by_hand, ours=ours)

    return make


ROWS = (
    ratio_row(
        "stream",
        f"{CHUNKS:,}-chunk text stream",
        text(CHUNKS),
        small=text(20),
        limit=1.05,
        rounds=60,
    ),
)
