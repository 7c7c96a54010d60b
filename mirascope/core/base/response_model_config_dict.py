"""The configuration of pydantic models that are used as response models."""

from __future__ import annotations

from pydantic import ConfigDict


class ResponseModelConfigDict(ConfigDict, total=False):
    """Pydantic's `ConfigDict`, in which `strict` also speaks to the provider.

    Example:
        >>> from pydantic import BaseModel
        >>> class Book(BaseModel):
        ...     model_config = ResponseModelConfigDict(strict=True)
        ...     title: str
    """

    strict: bool
    """Whether the provider is to enforce the schema, where it can, in JSON mode."""
