"""The servers of the API tests."""

from tests.api.conftest import patient, url

__all__ = ["patient", "url"]
