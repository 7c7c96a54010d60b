from __future__ import annotations

import asyncio
import io
import os
import threading
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from mirascope.core.base.messages.parts import ImageURLPart
from mirascope.exceptions import PromptError, UnsupportedPartError
from tests.internals import (
    Template,
    arun,
    load_fetched,
    load_media,
    media_type,
    object_part,
    read_media,
    run,
    to_bytes,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def ftyp(brand: bytes, *compatible: bytes) -> bytes:
    box = b"ftyp" + brand + bytes(4) + b"".join(compatible)
    return (len(box) + 4).to_bytes(4, "big") + box


@pytest.mark.parametrize(
    ("kind", "start", "found"),
    [
        ("image", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("image", b"\xff\xd8\xff\xdb", "image/jpeg"),
        ("image", PNG, "image/png"),
        ("image", b"GIF87a", "image/gif"),
        ("image", b"GIF89a", "image/gif"),
        ("image", b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        ("image", ftyp(b"heic", b"mif1"), "image/heic"),
        ("image", ftyp(b"heix"), "image/heic"),
        ("image", ftyp(b"mif1", b"heic"), "image/heif"),
        ("image", ftyp(b"msf1"), "image/heif"),
        ("audio", b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
        ("audio", b"ID3\x03", "audio/mp3"),
        ("audio", b"\xff\xfb\x90", "audio/mp3"),
        ("audio", b"\xff\xfa\x90", "audio/mp3"),
        ("audio", b"\xff\xf3\x90", "audio/mp3"),
        ("audio", b"FORM\0\0\0\x20AIFFCOMM", "audio/aiff"),
        ("audio", b"FORM\0\0\0\x20AIFCFVER", "audio/aiff"),
        ("audio", b"\xff\xf1\x50", "audio/aac"),
        ("audio", b"\xff\xf9\x50", "audio/aac"),
        ("audio", b"OggS\0", "audio/ogg"),
        ("audio", b"fLaC\0", "audio/flac"),
        ("document", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_bytes_are_recognised(kind: Any, start: bytes, found: str):
    assert media_type(start + bytes(32), kind) == found


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image", b""),
        ("image", b"hello"),
        ("image", b"%PDF-1.7"),
        ("image", ftyp(b"avif")),
        ("audio", PNG),
        ("audio", ftyp(b"heic")),
        ("document", b"hello"),
        ("document", PNG),
    ],
)
def test_other_bytes_are_refused(kind: Any, data: bytes):
    with pytest.raises(ValueError, match=f"no known {kind}"):
        media_type(data, kind)


class Handler(BaseHTTPRequestHandler):
    gate = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/missing":
            return self.send_error(404)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/png")
            self.end_headers()
            return None
        self.send_response(200)
        self.end_headers()
        if self.path == "/waits":
            self.gate.wait(5)
        self.wfile.write(PNG)
        return None

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_addresses_are_fetched(site: str):
    assert read_media(f"{site}/png") == PNG
    assert read_media(f"{site}/moved") == PNG


def test_data_addresses_and_paths_are_read(tmp_path: Path):
    path = tmp_path / "a b.png"
    path.write_bytes(PNG)
    assert read_media("data:text/plain;base64,aGk=") == b"hi"
    assert read_media("DATA:,h%69") == b"hi"
    assert read_media("data:text/plain;charset=utf-8;base64,aGk%3D") == b"hi"
    assert read_media(path) == read_media(str(path)) == PNG


@pytest.mark.parametrize("path", ["/missing", "\0"])
def test_what_cannot_be_loaded_is_refused_with_its_cause(site: str, path: str):
    with pytest.raises(PromptError, match="cannot be loaded") as caught:
        read_media(site + path if path == "/missing" else path)
    assert caught.value.__cause__ is not None


def test_a_large_file_is_refused(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(bytes(101))
    assert len(read_media(path, max_bytes=101)) == 101
    with pytest.raises(PromptError, match="larger than 100 bytes"):
        read_media(path, max_bytes=100)


def test_what_is_no_regular_file_is_refused(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, "/dev/zero"):
        with pytest.raises(PromptError, match="no regular file"):
            read_media(path)


def test_a_file_is_named_by_its_path():
    for url in ("file:///etc/passwd", "FILE:/etc/passwd", "ftp://x/a", "s3://x/a"):
        with pytest.raises(UnsupportedPartError, match="give a path"):
            read_media(url)
    with pytest.raises(PromptError, match="No such file"):
        read_media("C:/a.png")


@pytest.mark.parametrize("data", ["%%%%", "aGk", "a\0bc", "aGk=x"])
def test_what_is_not_base64_is_refused(data: str):
    with pytest.raises(PromptError, match="is not base64"):
        read_media(f"data:text/plain;base64,{data}")


def test_base64_for_addresses_and_with_line_breaks_is_read():
    assert to_bytes("-_-_\n+/+/ ") == to_bytes("+/+/+/+/")


def test_a_long_path_is_shortened_in_the_error():
    with pytest.raises(PromptError) as caught:
        read_media("x" * 10_000)
    assert len(str(caught.value)) < 400


def test_async_loading_leaves_the_event_loop_free(site: str):
    Handler.gate.clear()

    async def both() -> list[bytes]:
        loading = asyncio.create_task(arun(load_media([f"{site}/waits"] * 2)))
        await asyncio.sleep(0.05)
        assert not loading.done()
        Handler.gate.set()
        return await loading

    assert asyncio.run(both()) == [PNG, PNG]


def test_an_async_template_fetches_documents_off_the_loop(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    template = Template.parse("{x:document}")
    [message] = asyncio.run(arun(template.render({"x": str(path)})))
    assert message == run(template.render({"x": str(path)}))[0]


def test_documents_are_fetched_and_images_are_not(site: str):
    messages = run(Template.parse("{x:document}").render({"x": f"{site}/png"}))
    with pytest.raises(PromptError, match="no known document"):
        run(load_fetched(messages))
    [message] = run(Template.parse("{x:image}").render({"x": f"{site}/png"}))
    assert message.content == [
        ImageURLPart(type="image_url", url=f"{site}/png", detail=None)
    ]


def test_a_camera_image_is_a_jpeg():
    pillow = pytest.importorskip("PIL.Image")
    image = pillow.new("RGB", (4, 5))
    image.format = "MPO"
    part: Any = object_part(image)
    assert part.media_type == media_type(part.image, "image") == "image/jpeg"


def test_an_image_keeps_its_format():
    pillow = pytest.importorskip("PIL.Image")
    buffer = io.BytesIO()
    pillow.new("RGB", (4, 5)).save(buffer, "JPEG")
    part: Any = object_part(pillow.open(io.BytesIO(buffer.getvalue())))
    assert (part.media_type, part.detail) == ("image/jpeg", None)
    assert pillow.open(io.BytesIO(part.image)).size == (4, 5)


def test_an_image_made_in_memory_is_a_png():
    pillow = pytest.importorskip("PIL.Image")
    part: Any = object_part(pillow.new("RGBA", (4, 5)))
    assert part.media_type == "image/png"
    assert media_type(part.image, "image") == "image/png"


def test_an_image_that_cannot_be_encoded_is_refused_with_its_cause():
    pillow = pytest.importorskip("PIL.Image")
    image = pillow.new("RGBA", (4, 5))
    image.format = "JPEG"
    with pytest.raises(ValueError, match="cannot be encoded as JPEG") as caught:
        object_part(image)
    assert caught.value.__cause__ is not None


@pytest.mark.filterwarnings("ignore")
def test_an_audio_segment_becomes_a_small_wave_file():
    pydub = pytest.importorskip("pydub")
    segment = pydub.AudioSegment(
        bytes(4 * 44_100), sample_width=2, frame_rate=44_100, channels=2
    )
    part: Any = object_part(segment)
    assert part.media_type == "audio/wav"
    with wave.open(io.BytesIO(part.audio)) as file:
        assert file.getparams()[:3] == (1, 2, 24_000)
        assert file.getnframes() == 24_000


def test_other_objects_are_no_media():
    class Image:
        pass

    for value in (Image(), 3, None):
        assert object_part(value) is None
