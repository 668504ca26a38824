"""Classes of licenses."""

from heredity.knowledge.license_classes import classes_of, license_classes


def test_ids_have_one_class_and_are_written_as_traits_write_them() -> None:
    for published in (False, True):
        known = license_classes(published)
        assert all(name == "-".join(name.lower().split()) for name in known)
    assert len(set(license_classes().values())) == 11
    assert set(license_classes(published=True).values()) == {
        "commercial", "use-restricted", "copyleft", "permissive",
    }  # fmt: skip


def test_attribution_is_copyleft_in_the_published_tables_alone() -> None:
    assert classes_of(["cc-by-4.0", "gpl-3.0"]) == ["attribution", "strong-copyleft"]
    assert classes_of(["cc-by-4.0", "gpl-3.0"], published=True) == ["copyleft"]


def test_what_no_row_names_has_no_class() -> None:
    assert classes_of(["cc", "my-terms", "mit"]) == ["permissive"]
    assert classes_of([]) == []
