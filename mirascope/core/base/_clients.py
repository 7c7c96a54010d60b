"""Where programs and pickles of earlier versions find what is known of clients."""

from ._sdk.default_clients import DefaultClients as DefaultClients
from ._sdk.default_clients import _restore as _restore
from ._sdk.default_clients import aclose_clients as aclose_clients
from ._sdk.default_clients import close_clients as close_clients
