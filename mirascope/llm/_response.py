"""The old place of `CallResponse`, where pickles look for it."""

from .call_response import CallResponse as CallResponse
