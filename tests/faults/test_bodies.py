"""Bodies with status 200 that are no answers."""

from __future__ import annotations

import pytest

from tests.contract.way import Way
from tests.server import Answer, Fault

from .outcome import ANSWER, MODES, SDK, outcome
from .table import ALWAYS, ALWAYS_STREAMED, BODIES, STREAMED, WHOLE

STATUSES = (301, 402, 408, 413, 422, 500, 502, 529)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_ends_in_what_the_table_says(way: Way, name: str) -> None:
    body = BODIES[name]
    answer = Answer(fault=Fault(body=body.data, kind=body.kind))
    turn = list(BODIES).index(name) % 3
    for mode in ("text", ("tools", "model", "json")[turn]):
        options = MODES[mode]
        whole = (ALWAYS | body.whole).get(way.row.id, WHOLE)
        assert outcome(way, answer, stream=False, **options) == whole, mode
        streamed = (ALWAYS_STREAMED | body.streamed).get(way.row.id, STREAMED)
        assert outcome(way, answer, stream=True, **options) == streamed, mode


def test_a_status_ends_in_an_error_of_the_sdk(way: Way) -> None:
    once = {"retry-after": "0", "x-should-retry": "false"}
    for number, status in enumerate(STATUSES):
        answer = Answer(fault=Fault(status=status, headers=once))
        found = outcome(way, answer, stream=bool(number % 2), **way.own_client)
        assert found == SDK, status


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/x-ndjson"])
def test_an_answer_of_another_content_type_is_one_or_an_error(
    way: Way, kind: str
) -> None:
    answer = Answer(fault=Fault(kind=kind))
    strict = {"mistral": SDK, "cohere": SDK, "anthropic": WHOLE}
    strict |= dict.fromkeys(("openai", "groq"), WHOLE)
    strict |= {"azure": SDK} if "ndjson" in kind else {}
    found = outcome(way, answer, stream=False)
    assert found in (ANSWER, strict.get(way.row.id)), found
    strict = {"mistral": SDK, "cohere": SDK}
    found = outcome(way, answer, stream=True)
    assert found == strict.get(way.row.id, ANSWER), found
