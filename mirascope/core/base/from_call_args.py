"""The marker of fields that the caller fills in, not the model."""

from ._schema.records import FromCallArgs as FromCallArgs
