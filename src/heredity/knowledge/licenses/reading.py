"""From a declaration as people write it to rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heredity.knowledge.licenses.declared import Declared


def normalize(
    declaration: object, license_name: object = None, license_link: object = None
) -> Declared:
    """Read a declaration. Never raises.

    Args:
        declaration: A text (id, other spelling, address, SPDX expression, license text), a list
            of texts, or None.
        license_name: What the card says that `other` is.
        license_link: Where the card says that the text stands.
    """
    raise NotImplementedError


def read_card(card: Mapping[str, object], tags: Sequence[str] = ()) -> Declared:
    """Read the declaration of a card, else of the tags `license:…`.

    Args:
        card: Front matter; misspelled keys such as `licence` count.
        tags: Tags of the model. If they disagree with the card, the card counts, and the code
            LIC057 is in `codes`.
    """
    raise NotImplementedError
