"""Where pickles of earlier versions find the tool that asks for a value."""

from ._call.extraction import extraction_tool as extraction_tool
