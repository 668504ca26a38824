"""What makes a finding the same in two runs: its rule, its model and its parent, and no wording."""

from __future__ import annotations

from heredity.store.expr import StringValue, Table, coalesce, ifelse, literal, row_number, window


def identity(found: Table) -> StringValue:
    """Digest of each finding's rule, model and parent."""
    return _text(found).hexdigest("sha256")


def fingerprint(found: Table) -> StringValue:
    """Digest that tells findings of one rule, model and parent apart, too.

    The first of them has the digest of `identity`; each further one adds its place among them.
    Messages and confidences, which change as a hub grows, have no part in it but for that order.
    """
    alike = window(
        group_by=[found.code, found.model_id, found.parent_id],
        order_by=[found.message, found.evidence],
    )
    place = row_number().over(alike)
    further = literal("\n") + place.cast("string")
    return (_text(found) + ifelse(place > 0, further, literal(""))).hexdigest("sha256")


def _text(found: Table) -> StringValue:
    parent = coalesce(found.parent_id, literal(""))
    return found.code + "\n" + found.model_id + "\n" + parent
