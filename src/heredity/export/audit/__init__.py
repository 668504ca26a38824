"""The work list of a team: findings of some models and of their ancestors.

A format is one function under `@writer(name)`.
"""

from heredity.export.audit import documents, markdown, page, wording
from heredity.export.audit.auditing import Audit
from heredity.export.audit.listing import Listing, listing_of, read_listing
from heredity.export.audit.registry import WRITERS
from heredity.export.audit.wanted import House, Wanted

__all__ = [
    "WRITERS",
    "Audit",
    "House",
    "Listing",
    "Wanted",
    "documents",
    "listing_of",
    "markdown",
    "page",
    "read_listing",
    "wording",
]
