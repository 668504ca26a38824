"""The readers of the sample's packages, each on a tiny input of its kind."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.sample import llmfit, mteb, timm, unsloth
from scripts.sample.facts import Findings, Link, Model
from scripts.sample.literals import UNKNOWN, Library

# ---- Python read as text -------------------------------------------------------------------------


def values(**texts: str) -> dict:
    library = Library({f"p/{name}.py": text for name, text in texts.items()})
    module = library.module("p/main.py")
    return {name: module.named(name) for name in module.values}


def test_literals_names_imports_and_one_line_functions():
    found = values(
        other="LANGS = ['en'] + EXTRA\nEXTRA = ['de']",
        main=(
            "from .other import LANGS as L\nfrom p.other import EXTRA\n"
            "def cfg(url='', **kwargs):\n    '''Doc.'''\n"
            "    return {'url': url, 'license': 'mit', 'size': open('x'), **kwargs}\n"
            "def deep(**kwargs):\n    return cfg(**dict({'a': 1}, **kwargs))\n"
            "a = L\nb = EXTRA\nc = deep(b='x')\nd: dict = {**cfg('u'), 'k': None}\n"
        ),
    )
    assert found["a"] == ["en", "de"]
    assert found["b"] == ["de"]
    assert found["c"] == {"url": "", "license": "mit", "size": UNKNOWN, "a": 1, "b": "x"}
    assert found["d"] == {"url": "u", "license": "mit", "size": UNKNOWN, "k": None}


@pytest.mark.parametrize(
    "text",
    ["x = x", "x = y", "x = open('/etc/passwd')", "x = [1] + 2", "def f():\n  return f()\nx = f()"],
)
def test_what_the_text_alone_does_not_tell_is_unknown(text):
    assert values(main=text)["x"] is UNKNOWN


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(min_value=0) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_any_literal_is_read_back(value):
    assert values(main=f"x = {value!r}")["x"] == value


# ---- llmfit --------------------------------------------------------------------------------------


def row(name: str, **fields: object) -> dict:
    base = {"name": name, "parameters_raw": 8_030_261_248, "pipeline_tag": "unknown"}
    base |= {"architecture": "llama", "hf_downloads": 0, "hf_likes": 0, "release_date": None}
    return base | {"_discovered": True} | fields


def llmfit_models(*rows: dict) -> tuple[list[Model], Findings]:
    found = Findings()
    for r in rows:
        llmfit._add_model(found, r, "llmfit 0")
    return found.models, found


def gguf_links(*rows: dict) -> tuple[list[Link], Findings]:
    found = Findings()
    llmfit._add_gguf_links(found, list(rows), "llmfit 0")
    return found.links, found


def listing(*repositories: str) -> list[dict]:
    return [{"repo": r, "provider": r.split("/")[0]} for r in repositories]


def test_tables_are_found_in_a_binary():
    rows = [row("a/b"), row("c/d")]
    model = {"hfId": "a/b", "baseModel": {"hfId": "c/d"}}
    rival = b'\x7fELF[{"name": "no model"}]\0[{"name": 1, cut'
    bench = {"scraped_at": "2026", "presets": {"x": {"rows": [{"model": model}]}}}
    binary = rival + json.dumps(rows).encode() + b"\0\xff" + json.dumps(bench).encode() + b"\xfe"
    assert llmfit.model_rows(binary) == rows
    assert llmfit.benchmark_models(binary) == [model]


def test_a_binary_without_tables_is_refused():
    with pytest.raises(SystemExit, match="no model table"):
        llmfit.model_rows(b"\x7fELF nothing here")


def test_zero_without_a_date_was_not_asked_for():
    dated = row("a/c", release_date="2024-05-06")
    (unknown, zero), _ = llmfit_models(row("a/b"), dated)
    assert (unknown.downloads, unknown.likes, unknown.created) == (None, None, None)
    assert (zero.downloads, zero.likes, zero.created) == (0, 0, date(2024, 5, 6))


def test_a_hand_written_release_date_is_no_creation_date():
    (model,), _ = llmfit_models(row("a/b", release_date="2023-11-06", _audio_vram_gb=1.5))
    assert model.created is None


def test_unknown_task_and_architecture_are_null():
    (model,), _ = llmfit_models(row("a/b", architecture="unknown"))
    assert (model.pipeline_tag, model.tags) == (None, [])


def test_licenses_and_languages_are_told_apart_from_other_tags():
    (model,), found = llmfit_models(row("a/b", license="llama3.3,gemma", languages=["tf", "en"]))
    assert (model.license, model.languages) == (["llama3.3", "gemma"], ["en"])
    assert found.left_out["languages: no ISO 639 code"] == 1


@pytest.mark.parametrize(
    ("count", "kept"), [(8_030_261_248, True), (7_000_000_000, False), (5_138_022_400, False)]
)
def test_parameters_that_were_read_from_files_are_kept(count, kept):
    shape = {"hidden_size": 4096, "num_hidden_layers": 30, "vocab_size": 102400}
    shape |= {"num_attention_heads": 32, "num_key_value_heads": 32, "head_dim": 128}
    (model,), _ = llmfit_models(
        row("a/b", parameters_raw=count, moe_intermediate_size=11008, **shape)
    )
    assert model.parameters == (count if kept else None)


def test_a_gguf_repository_of_one_model_is_its_quantized_child():
    links, found = gguf_links(row("a/b", gguf_sources=listing("q/b-GGUF")))
    assert links == [Link("q/b-GGUF", "a/b", "quantized", "llmfit 0: gguf_sources")]
    assert found.models == [Model("q/b-GGUF", tags=["gguf"], sources=["llmfit 0"])]


def test_a_gguf_repository_of_several_copies_has_no_known_parent():
    copies = [
        row(f"{o}/b", gguf_sources=listing(s)) for o, s in (("a", "q/b-GGUF"), ("c", "q/B-GGUF"))
    ]
    links, found = gguf_links(*copies)
    assert links == []
    assert found.left_out["links: a GGUF repository listed for several models"] == 1


def test_unless_one_of_them_is_curated():
    original, copy = (row(f"{o}/b", gguf_sources=listing("q/b-GGUF")) for o in "ac")
    del original["_discovered"]
    links, _ = gguf_links(copy, original)
    assert [k.parent for k in links] == ["a/b"]


# ---- mteb ----------------------------------------------------------------------------------------


def mteb_found(record: str) -> Findings:
    path = mteb.FOLDER + "m.py"
    found = Findings()
    module = Library(
        {path: f"LANGS = ['eng-Latn', 'python-Code']\nx = ModelMeta({record})"}
    ).module(path)
    for values_ in mteb.records(module):
        mteb._add(found, values_, "mteb 0")
    return found


def test_mteb_record():
    found = mteb_found(
        "loader=open, name='a/b', reference='https://huggingface.co/a/b', license='mit',"
        "languages=LANGS, n_parameters=118_000_123, framework=['Sentence Transformers', 'API'],"
        "adapted_from='https://huggingface.co/c/d'"
    )
    assert found.models == [
        Model(
            "a/b",
            license=["mit"],
            languages=["en"],
            tags=["sentence-transformers"],
            parameters=118_000_123,
            sources=["mteb 0"],
        )
    ]
    assert found.links == [Link("a/b", "c/d", None, "mteb 0: ModelMeta.adapted_from")]


@pytest.mark.parametrize(
    "record",
    [
        "name='a/b', reference='https://elsewhere.example/a/b'",
        "name='a/b', reference=None, adapted_from='c/d'",
        "name=None, reference='https://huggingface.co/a/b'",
        "name=make(), reference='https://huggingface.co/a/b'",
    ],
)
def test_mteb_records_of_no_hub_page_are_left_out(record):
    found = mteb_found(record)
    assert (found.models, found.links) == ([], [])


def test_mteb_rounded_counts_and_license_addresses_are_null():
    page = "name='a/b', reference='https://huggingface.co/a/b', adapted_from='/root/.cache/x'"
    found = mteb_found(f"{page}, license='https://example.org/license', n_parameters=118_000_000")
    assert (found.models[0].license, found.models[0].parameters, found.links) == ([], None, [])


# ---- timm ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "steps"),
    [
        ("augreg_in21k", []),
        ("augreg_in21k_ft_in1k", ["augreg_in21k"]),
        ("fb_in22k_ft_in1k_384", ["fb_in22k"]),
        ("openai_ft_in12k_in1k", ["openai_ft_in12k", "openai"]),
        ("dist_in1k", []),
    ],
)
def test_earlier_tags(tag, steps):
    assert timm.earlier_tags(tag) == steps


def test_lineage_takes_the_nearest_step_on_the_same_architecture():
    ids = [
        f"timm/{name}" for name in ("m.a", "m.a_ft_b", "m.a_ft_b_c", "m.a_ft_b_c_384", "n.z_ft_y")
    ]
    assert timm.lineage(ids) == [
        ("timm/m.a_ft_b", "timm/m.a"),
        ("timm/m.a_ft_b_c", "timm/m.a_ft_b"),
        ("timm/m.a_ft_b_c_384", "timm/m.a_ft_b"),
    ]


def test_lineage_crosses_image_sizes_only_where_one_architecture_fits():
    child = "timm/vit_base_patch16_384.x_ft_y"
    one, two = "timm/vit_base_patch16_224.x", "timm/vit_base_patch16_256.x"
    assert timm.lineage([child, one]) == [(child, one)]
    assert timm.lineage([child, one, two]) == []
    assert timm.lineage([child, "timm/vit_base_patch32_224.x"]) == []


def test_timm_configurations():
    path = timm.FOLDER + "m.py"
    text = (
        "def _cfg(url='', **kwargs):\n    return {'url': url, 'license': 'mit', **kwargs}\n"
        "default_cfgs = generate_default_cfgs({\n"
        "  'm.a': _cfg(hf_hub_id='timm/'), 'm.b*': _cfg(hf_hub_id='timm/', license='unknown'),\n"
        "  'm.c': _cfg('http://x'), 'm.d': _cfg(hf_hub_id='big/model'),\n"
        "  'm.e': _cfg(hf_hub_id='timm/m.z')})\n"
    )
    found = Findings()
    for tag, config in timm.configurations(Library({path: text}).module(path)).items():
        timm._add(found, tag, config, "timm 0")
    assert [(m.model_id, m.license, m.library_name) for m in found.models] == [
        ("timm/m.a", ["mit"], "timm"),
        ("timm/m.b", [], "timm"),
        ("timm/m.z", ["mit"], "timm"),
    ]
    assert sum(found.left_out.values()) == 2


# ---- unsloth -------------------------------------------------------------------------------------


def test_unsloth_map_is_read_as_data():
    assert unsloth.table("x = 1\n__INT_TO_FLOAT_MAPPER = \\\n{'a/b': ('c/d',)}\n") == {
        "a/b": ("c/d",)
    }
    with pytest.raises(SystemExit, match="no dictionary"):
        unsloth.table("x = 1")
    with pytest.raises(ValueError, match="malformed"):
        unsloth.table("__INT_TO_FLOAT_MAPPER = {'a/b': open('x')}")


def test_unsloth_relations():
    found = unsloth.links(
        {
            "unsloth/m-unsloth-bnb-4bit": {
                "16": ("unsloth/m", "org/M", "unsloth/m-bnb-4bit"),
                "8": ("org/M-FP8", "unsloth/m-FP8", None),
            },
            "unsloth/n": ("unsloth/n", "org/N"),
            "org/O": ("copy/O",),
        },
        "s",
    )
    assert {(k.child, k.parent, k.relation) for k in found.links} == {
        ("unsloth/m-unsloth-bnb-4bit", "org/M", "quantized"),
        ("unsloth/m-bnb-4bit", "org/M", "quantized"),
        ("org/M-FP8", "org/M", "quantized"),
        ("unsloth/m-FP8", "org/M", "quantized"),
        ("unsloth/m", "org/M", None),
        ("unsloth/n", "org/N", None),
    }


def test_unsloth_child_of_two_originals_keeps_the_first():
    found = unsloth.links(
        {"q-bnb-4bit": ("org/A",), "unsloth/q-bnb-4bit": ("org/B", "org/q-bnb-4bit")}, "s"
    )
    again = unsloth.links(
        {
            "unsloth/x-bnb-4bit": ("org/A", "u/s-bnb-4bit"),
            "unsloth/y-bnb-4bit": ("org/B", "u/s-bnb-4bit"),
        },
        "s",
    )
    assert ("org/q-bnb-4bit", "org/B") in {(k.child, k.parent) for k in found.links}
    assert [k.parent for k in again.links if k.child == "u/s-bnb-4bit"] == ["org/A"]
