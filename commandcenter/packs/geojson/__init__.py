"""Reads GeoJSON from untrusted sources: checked features, or a refusal."""

from commandcenter.packs.geojson.features import Feature, features_in, written

__all__ = ["Feature", "features_in", "written"]
