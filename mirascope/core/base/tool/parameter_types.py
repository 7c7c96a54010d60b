"""Types of parameters that no JSON schema can express."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from mirascope.exceptions import ResponseModelError, ToolDefinitionError

UNDEFINED = "class-not-fully-defined"
"""What pydantic says of a class that names others which are defined further down."""


def refuse_types(tool: str, types: Mapping[str, Any]) -> None:
    """Refuse parameters whose types no JSON schema can express.

    Args:
        tool: The name of the tool.
        types: The types by parameter.

    Raises:
        ToolDefinitionError: There is such a parameter.
    """
    from pydantic.errors import PydanticUndefinedAnnotation

    from mirascope.core.base._schema.generate import schema_of

    for name, kind in types.items():
        try:
            with warnings.catch_warnings():  # of aliases, which mean something in tools
                warnings.simplefilter("ignore")
                schema_of(kind)
        except PydanticUndefinedAnnotation:
            continue
        except ResponseModelError as error:
            if getattr(error.__cause__, "code", "") != UNDEFINED:
                raise ToolDefinitionError(
                    f"the parameter {name!r} of the tool {tool!r} cannot be asked for: "
                    f"{error}"
                ) from error.__cause__


def refuse_fields(tool: Any) -> None:
    """Refuse the fields of a tool class whose types no JSON schema can express.

    Args:
        tool: The class.

    Raises:
        ToolDefinitionError: There is such a field.
    """
    fields = tool.model_fields.items()
    name = tool._name() if hasattr(tool, "_name") else tool.__name__
    refuse_types(
        name, {info.alias or key: info.rebuild_annotation() for key, info in fields}
    )
