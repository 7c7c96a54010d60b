"""Toolkits: models whose methods and nested classes are tools."""

from .tool.toolkit import BaseToolKit as BaseToolKit
from .tool.toolkit import is_toolkit_tool as is_toolkit_tool
from .tool.toolkit import toolkit_tool as toolkit_tool
