"""The old place of `mirascope.retries.tenacity`."""

from warnings import warn

from mirascope.retries.tenacity import collect_errors as collect_errors

warn(
    "`mirascope.integrations.tenacity` has moved: import from "
    "`mirascope.retries.tenacity`",
    DeprecationWarning,
    stacklevel=2,
)
