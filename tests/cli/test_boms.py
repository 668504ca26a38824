"""`bom` and, under it, `diff`."""

import click

from heredity.cli.boms import bom, diff


def test_the_word_diff_leads_to_the_command_below() -> None:
    for words, command, name in (
        (["diff", "a", "b"], diff, "bom diff"),
        (["a/b"], bom, "bom"),
        (["--spec", "1.7", "diff"], bom, "bom"),
    ):
        context = bom.make_context("bom", list(words))
        assert context.command is command
        assert context.info_name == name


def test_diff_has_help_with_an_example_and_exit_codes() -> None:
    text = diff.get_help(click.Context(diff, info_name="heredity bom diff"))
    assert "heredity bom diff old.cdx.json" in text.split("Example")[1]
    assert "Exit codes" in text
    assert all(one.help for one in diff.params if isinstance(one, click.Option))
