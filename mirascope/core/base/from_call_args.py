"""The marker of fields that the caller fills in, not the model."""

from __future__ import annotations


class FromCallArgs:
    """Mark a field of a response model as one of the call's own arguments.

    The field is left out of what the model is asked for and takes the value of the
    prompt function's argument of the same name.

    Example:
        >>> from typing import Annotated
        >>> from pydantic import BaseModel
        >>> class Summary(BaseModel):
        ...     url: Annotated[str, FromCallArgs()]
        ...     text: str
    """
