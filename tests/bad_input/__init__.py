"""Wrong uses: one clear typed error each, before any request, naming the fix."""
