"""Why a declared parent became no edge: the texts that `link` writes into `rejects.reason`.

They stand here because checks recognize a reject by its reason, and the two rooms do not know each
other. A text is a phrase that completes "The parent was refused: ...".
"""

from __future__ import annotations

from typing import Final

SELF_LOOP: Final = "the model names itself as its parent"
LOCAL_PATH: Final = "a path on somebody's machine, not a model id"
OTHER_SITE: Final = "an address of another site, not a model id"
NOT_AN_ID: Final = "no model id"
BLANK: Final = "blank"

PARENT_REASONS: Final[tuple[str, ...]] = (SELF_LOOP, LOCAL_PATH, OTHER_SITE, NOT_AN_ID, BLANK)
"""All of them, in the order in which `link` tests them."""
