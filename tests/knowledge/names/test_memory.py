"""Many names are cut in one pass into the words that each has by itself."""

from hypothesis import given
from hypothesis import strategies as st

from heredity.knowledge.names.memory import Memory

NAMES = st.text(st.sampled_from("aB7.-_/ é\n") | st.characters(codec="utf-8"), max_size=12)


@given(st.lists(NAMES | st.sampled_from(["x.gguf", "a/7B.Q4_K_M.gguf", "", "a/", "--"])))
def test_names_are_cut_together_as_each_alone(names: list[str]) -> None:
    memory = Memory()
    words = memory.cut_many(names)
    plans = memory.plans_of(words).tolist()
    starts, numbers = words.starts.tolist(), words.numbers.tolist()
    for name, width, plan in zip(names, words.widths.tolist(), plans, strict=True):
        mine = memory.cut(name)
        assert (starts[:width], numbers[:width]) == mine
        assert memory.plan(mine[1]) == plan
        del starts[:width], numbers[:width]
    assert not starts
    assert not numbers
