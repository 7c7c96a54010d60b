"""A new kind of media stands in two files, and everything but the codecs has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.architecture.source import PACKAGE

EDITS = {
    "_parts.py": {
        """MEDIA = {
""": """MEDIA = {
    "video": MediaFacts(
        "VideoPart", "VideoURLPart", {"mp4": "video/mp4"}, options=("fps",)
    ),
""",
    },
    "core/base/messages/parts.py": {
        """__all__ = [
""": """__all__ = [
    "VideoPart",
    "VideoURLPart",
""",
        """class CacheControlPart(""": """class VideoPart(BaseModel, defer_build=True):
    type: Literal["video"]
    media_type: str
    video: Bytes
    fps: str | None = None


class VideoURLPart(BaseModel, defer_build=True):
    type: Literal["video_url"]
    url: str
    fps: str | None = None


class CacheControlPart(""",
        """    | DocumentURLPart
    | CacheControlPart
""": """    | DocumentURLPart
    | VideoPart
    | VideoURLPart
    | CacheControlPart
""",
        """TextPart | ImagePart | AudioPart | DocumentPart,""": (
            """TextPart | ImagePart | AudioPart | DocumentPart | VideoPart,"""
        ),
    },
}
"""What is put in the place of what, by file."""

PROGRAM = """
import mirascope, mirascope.core.base._flow as flow
from mirascope import VideoPart, VideoURLPart, core, prompt_template
from mirascope.core import Messages, base
from mirascope.core.base import BaseMessageParam, ToolResultPart
from mirascope.core.base.messages import loading
from mirascope.core.base.tool.output import to_output

assert core.VideoPart is base.VideoPart is VideoPart
assert {"VideoPart", "VideoURLPart"} <= {*mirascope.__all__, *base.__all__}

MP4 = b"\\0\\0\\0\\x18ftypmp42" + bytes(20)
part = VideoPart(type="video", media_type="video/mp4", video=MP4, fps="2")

# Templates: one and several, as bytes, as an address, as a part, and as text.
@prompt_template("{clip:video(fps=2)} {more:videos} {own:part}")
def watch(clip, more, own): ...

[message] = watch(MP4, ["https://x.y/a.mp4"], part)
url = VideoURLPart(type="video_url", url="https://x.y/a.mp4")
assert message.content == [part, url, part], message.content

# Messages: made by hand, written, read.
assert Messages.User(["what?", part]).content[1] is part
read = BaseMessageParam.model_validate_json(message.model_dump_json())
assert read == message

# What is loaded, checked and given by tools.
held = "data:video/mp4;base64," + "AAAAGGZ0eXBtcDQyAAAAAAAAAAAAAAAAAAAAAAAAAAA="
given = VideoURLPart(type="video_url", url=held, fps="2")
asked = [BaseMessageParam(role="user", content=[given])]
chosen = lambda one: one.type == "video_url"
[found] = flow.run(loading.load_urls(asked, chosen))
assert found.content[0].fps == "2" and found.content[0].video[4:8] == b"ftyp"
assert loading.check_parts([message], "p", frozenset({"https"}))
assert to_output(part) == [part]
assert ToolResultPart(type="tool_result", content=[part]).content == [part]
"""


def test_a_new_kind_of_media_is_added_in_two_files(tmp_path: Path) -> None:
    copy = tmp_path / "mirascope"
    copytree(PACKAGE, copy, ignore=ignore_patterns("__pycache__", "local"))
    for where, edits in EDITS.items():
        text = (copy / where).read_text("utf-8")
        for old, new in edits.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (copy / where).write_text(text, "utf-8")
    command = [sys.executable, "-c", PROGRAM]
    subprocess.run(command, check=True, cwd=tmp_path, timeout=120)
    assert len(EDITS) == 2
