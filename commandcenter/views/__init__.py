"""The screens: they ask services, follow the feed, know no SQL."""
