"""A literal reader of Newick, after the grammar of its authors."""

from dataclasses import dataclass, field

STOPS = "()[],:;' \t\n"


@dataclass
class Tree:
    """A node with its label and its subtrees."""

    label: str = ""
    children: list["Tree"] = field(default_factory=list)

    def pairs(self) -> set[tuple[str, str]]:
        """All (parent, child) below this node; by hand, since trees may be deep."""
        found, open_ = set(), [self]
        while open_:
            tree = open_.pop()
            found |= {(tree.label, child.label) for child in tree.children}
            open_ += tree.children
        return found

    def labels(self) -> list[str]:
        """All labels of this tree."""
        found, open_ = [], [self]
        while open_:
            tree = open_.pop()
            found.append(tree.label)
            open_ += tree.children
        return found


def read(text: str) -> list[Tree]:
    """The trees of a file, each ended by a semicolon."""
    trees: list[Tree] = []
    at, stack, level = 0, [], [Tree()]
    while at < len(text):
        char = text[at]
        at += 1
        if char == "(":
            stack.append(level)
            level = [Tree()]
        elif char == ",":
            level.append(Tree())
        elif char == ")":
            children, level = level, stack.pop()
            level[-1].children = children
        elif char == ";":
            assert not stack, "brackets left open"
            assert len(level) == 1, "two roots"
            trees.append(level[0])
            level = [Tree()]
        elif char == "'":
            label = ""
            while not (text[at] == "'" and text[at + 1] != "'"):
                at += text[at : at + 2] == "''"
                label += text[at]
                at += 1
            at += 1
            level[-1].label = label
        elif char not in " \t\n":
            start = at - 1
            while text[at] not in STOPS:
                at += 1
            assert not level[-1].label, "two labels"
            level[-1].label = text[start:at].replace("_", " ")
    assert not stack
    assert level == [Tree()], "text behind the last semicolon"
    return trees
