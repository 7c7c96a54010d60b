"""The old place of the classes, where pickles look for them."""

from . import __getattr__ as __getattr__
