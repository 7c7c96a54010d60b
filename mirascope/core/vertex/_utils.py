"""What Vertex AI's decorator wires, for providers that programs build from it."""

from mirascope.core.base._call.setup import functions_of

from ._call import SPEC

setup_call, get_json_output, handle_stream, handle_stream_async = functions_of(SPEC)
