from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from mirascope.core.base.messages.parts import (
    AudioPart,
    AudioURLPart,
    BaseMessageParam,
    CacheControlPart,
    DocumentPart,
    DocumentURLPart,
    ImagePart,
    ImageURLPart,
    TextPart,
    ToolCallPart,
)
from mirascope.exceptions import PromptError, TemplateError
from tests.internals import Template, run

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
MP3 = b"ID3\x03" + bytes(16)
PDF = b"%PDF-1.7\n" + bytes(16)


def render(template: str, **values: Any) -> list[BaseMessageParam]:
    return run(Template.parse(template).render(values))


def content(template: str, **values: Any) -> Any:
    [message] = render(template, **values)
    return message.content


def text(part: str) -> TextPart:
    return TextPart(type="text", text=part)


def image(data: bytes = PNG, detail: str | None = None) -> ImagePart:
    return ImagePart(type="image", media_type="image/png", image=data, detail=detail)


def test_specifiers_split_a_message_into_parts():
    got = content(
        "See {a:text} and\n{b.c:texts} end", a="1", b=SimpleNamespace(c=["2"])
    )
    assert got == [text("See "), text("1"), text(" and\n"), text("2"), text(" end")]


def test_white_space_between_specifiers_is_no_part():
    assert content("{a:image}\n\n{b:image}", a=PNG, b=PNG) == [image(), image()]


def test_one_text_part_is_plain_text():
    assert content("{a:text}", a="x") == "x"
    assert content("{a:texts}", a=["x"]) == "x"
    assert render("{a:text}", a="") == []


def test_text_takes_only_text():
    with pytest.raises(ValidationError):
        render("{a:text}", a=3)
    assert content("{a!s:text}", a=3) == "3"


def test_an_image_comes_from_bytes_a_path_or_an_address(tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    assert content("{a:image}", a=PNG) == [image()]
    assert content("{a:image(detail=low)}", a=str(path)) == [image(detail="low")]
    assert content("{a:image}", a=path) == [image()]
    assert content("{a:image}", a="data:image/png;base64,iVBORw0KGgo=")
    for url in ("http://x/a", "HTTPS://x/a", "gs://x/a", "s3://x/a", path.as_uri()):
        assert content("{a:image(detail={d})}", a=url, d="high") == [
            ImageURLPart(type="image_url", url=url, detail="high")
        ]


def test_images_keep_their_order(tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG + b"1")
    other = tmp_path / "b.png"
    other.write_bytes(PNG + b"2")
    values = [str(path), PNG, "https://x/a", str(other)]
    assert content("{a:images(detail='low')}", a=values) == [
        image(PNG + b"1", "low"),
        image(PNG, "low"),
        ImageURLPart(type="image_url", url="https://x/a", detail="low"),
        image(PNG + b"2", "low"),
    ]


def test_audio_and_documents_are_recognised(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    audio = AudioPart(type="audio", media_type="audio/mp3", audio=MP3)
    document = DocumentPart(type="document", media_type="application/pdf", document=PDF)
    assert content("{a:audio}", a=MP3) == [audio]
    assert content("{a:audios}", a=[bytearray(MP3), "https://x/a"]) == [
        audio,
        AudioURLPart(type="audio_url", url="https://x/a"),
    ]
    assert content("{a:document}", a=PDF) == [document]
    assert content("{a:documents}", a=[str(path), "s3://x/a"]) == [
        document,
        DocumentURLPart(type="document_url", url="s3://x/a"),
    ]


@pytest.mark.parametrize("kind", ["image", "audio", "document", "part"])
@pytest.mark.parametrize("value", [None, "", b""])
def test_a_part_without_a_value_is_left_out(kind: str, value: object):
    assert content(f"a {{x:{kind}}}", x=value) == "a "
    assert content(f"a {{x:{kind}s}}", x=[]) == "a "


@pytest.mark.parametrize("kind", ["images", "audios", "documents", "parts"])
def test_a_plural_takes_only_a_list(kind: str):
    with pytest.raises(ValueError, match="give a list"):
        render(f"{{x:{kind}}}", x=(PNG,))


@pytest.mark.parametrize(
    ("kind", "value"),
    [("image", PDF), ("audio", PNG), ("document", b"plain"), ("image", 3)],
)
def test_media_that_are_something_else_are_refused(kind: str, value: object):
    with pytest.raises(ValueError, match="give"):
        render(f"{{x:{kind}}}", x=value)


def test_a_path_that_cannot_be_read_is_refused_with_its_cause():
    with pytest.raises(PromptError, match="cannot be loaded") as caught:
        render("{x:image}", x="/nowhere/a.png")
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_a_cache_mark_stands_where_it_is_written():
    got = content("long {x}\n{:cache_control}\nshort{:cache_control(type=one)}", x="y")
    assert got == [
        text("long y\n"),
        CacheControlPart(type="cache_control", cache_type="ephemeral"),
        text("\nshort"),
        CacheControlPart(type="cache_control", cache_type="one"),
    ]


def test_parts_are_inserted():
    url = DocumentURLPart(type="document_url", url="https://x/a")
    assert content("a {x:part}", x=url) == [text("a "), url]
    assert content("{x:parts}", x=[image(), url]) == [image(), url]


@pytest.mark.parametrize("value", ["text", ToolCallPart(type="tool_call", name="f")])
def test_only_content_parts_are_inserted(value: object):
    with pytest.raises(TemplateError, match="takes parts"):
        render("{x:part}", x=value)
    with pytest.raises(TemplateError, match="takes parts"):
        render("{x:parts}", x=[value])


def test_pillow_images_are_encoded():
    pillow = pytest.importorskip("PIL.Image")
    [part] = content("{x:image(detail=low)}", x=pillow.new("RGB", (2, 3)))
    assert (part.media_type, part.detail) == ("image/png", "low")
    assert pillow.open(io.BytesIO(part.image)).size == (2, 3)
    with pytest.raises(TemplateError, match="give bytes"):
        render("{x:audio}", x=pillow.new("RGB", (2, 3)))


def test_media_are_loaded_in_one_step_for_each_field(tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    flow = Template.parse("{x:images}").render({"x": [str(path), str(path)]})
    step = next(flow)
    with pytest.raises(StopIteration) as end:
        flow.send(step())
    assert end.value.value[0].content == [image(), image()]
