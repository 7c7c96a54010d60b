"""What each chunk of a text stream costs."""

from __future__ import annotations

from benchmarks import by_hand
from benchmarks.backend import KEY, host_of
from benchmarks.measure import Pair
from benchmarks.row import MakePair, ratio_row

CHUNKS = 1_000


def openai_text(chunks: int) -> MakePair:
    """Prepare a text stream of which every chunk's text is read.

    Args:
        chunks: How many chunks with text it has.

    Returns:
        What prepares it.
    """
    model = f"text-{chunks}"

    def make(url: str) -> Pair:
        from mirascope.core import openai

        shared = by_hand.client(url)

        @openai.call(model, client=shared, stream=True)
        def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        def ours() -> str:
            return "".join([chunk.content for chunk, _ in recommend("fantasy")])

        return Pair(raw=lambda: by_hand.stream_text(shared, model), ours=ours)

    return make


def anthropic_text(chunks: int) -> MakePair:
    """Prepare the same with Anthropic's SDK and its wire format.

    Args:
        chunks: How many chunks with text it has.

    Returns:
        What prepares it.
    """
    model = f"text-{chunks}"

    def make(url: str) -> Pair:
        import anthropic as sdk

        from mirascope.core import anthropic

        shared = sdk.Anthropic(base_url=host_of(url), api_key=KEY)

        @anthropic.call(model, client=shared, stream=True)
        def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        def ours() -> str:
            return "".join([chunk.content for chunk, _ in recommend("fantasy")])

        def raw() -> str:
            events = shared.messages.create(
                model=model,
                max_tokens=1024,
                messages=[{"role": "user", "content": by_hand.PROMPT}],
                stream=True,
            )
            return "".join(
                [
                    event.delta.text
                    for event in events
                    if event.type == "content_block_delta"
                    and event.delta.type == "text_delta"
                ]
            )

        return Pair(raw=raw, ours=ours)

    return make


ROWS = (
    ratio_row(
        "stream",
        f"{CHUNKS:,}-chunk text stream, `openai`",
        openai_text(CHUNKS),
        small=openai_text(20),
        limit=0.15,
        rounds=60,
    ),
)
ANTHROPIC_ROWS = (
    ratio_row(
        "stream-anthropic",
        f"{CHUNKS:,}-chunk text stream, `anthropic`",
        anthropic_text(CHUNKS),
        small=anthropic_text(20),
        limit=0.35,
        rounds=60,
        packages=("anthropic",),
        needs=("anthropic",),
    ),
)
"""For the end of a run: so that the other rows do not share their process with it."""
