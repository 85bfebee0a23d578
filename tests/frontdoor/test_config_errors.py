"""Every configuration error is one sentence: file, place, what is wrong, nearest word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from yuanzheng.config import Settings, find, load
from yuanzheng.failures import Refused

Write = Callable[[str], Path]

PROJECT = '[[project]]\nname = "Hi"\nrepositories = ["https://github.com/a/b"]\n'
BAD = [
    ("[colectors]\n", "没有表或键 colectors，最接近的是 collectors。"),
    ('[collectors]\nproxi = ""\n', "[collectors] 没有键 proxi，最接近的是 proxy。"),
    ('[collectors.githab]\napi = ""\n', "[collectors] 没有键 githab，最接近的是 github。"),
    ('[collectors.github]\ntokenenv = "A"\n',
     "[collectors.github] 没有键 tokenenv，最接近的是 token_env。"),
    ('[collectors]\ntimeout_seconds = "30"\n',
     "[collectors] 的键 timeout_seconds 应是数字，不加引号。"),
    ("[collectors]\nmax_retries = -1\n", "[collectors] 的键 max_retries 应不小于 0。"),
    ("[collectors]\nmax_retries = 2.5\n", "[collectors] 的键 max_retries 应是整数，不加引号。"),
    ("[warehouse]\nfolder = 3\n", "[warehouse] 的键 folder 应是文字，要加引号。"),
    ("[scoring.thresholds.nanshan-projet]\nstars = 1\n",
     "：[scoring.thresholds] 里没有名为 nanshan-projet 的政策：最接近的是 nanshan-project。"),
    ("[scoring.thresholds.nanshan-project]\nstars = 'x'\n",
     "[scoring.thresholds.nanshan-project] 的键 stars 应是数字，不加引号。"),
    ('[scoring]\nbots = "github:a"\n', '[scoring] 的键 bots 应是列表，写成 ["…", "…"]。'),
    ('[scoring]\nnot_bots = ["octocat"]\n',
     "[scoring] 的 not_bots 第 1 项“octocat”应写成 平台:账号名，如 github:octocat"),
    ('[scoring]\nbots = ["git:ann@a.org"]\n', "[scoring] 的 bots 第 1 项写了邮箱：请写账号"),
    ('[scoring]\nbots = ["github:Ann"]\nnot_bots = ["github:ann"]\n',
     "[scoring] 的 bots 与 not_bots 都写了 github:ann：是或不是机器人，请只留一处。"),
    ("warehouse = 3\n", "[warehouse] 应是一张表。"),
    ("[project]\nname = 'x'\n", "项目要写成 [[project]]（两对方括号），每个项目一张表。"),
    ('[schedule]\ncron = "30 2"\n', "[schedule] 的键 cron：应有五段"),
    ('[schedule]\ncron = "99 2 * * *"\n', "[schedule] 的键 cron：不是 cron 表达式"),
    ('[schedule]\ncron = "0 2 * * 1"\n', "[schedule] 的键 cron：星期请写英文缩写"),
    ('[schedule]\ncron = "0 2 1 * mon"\n', "[schedule] 的键 cron：日与星期请只写一个"),
    ('[schedule]\ncron = "0 2 31 2 *"\n', "[schedule] 的键 cron：永远不会到"),
    ('[reports]\nformats = ["htm"]\n', "最接近的是“html”"),
    ('[[project]]\nrepositories = ["https://github.com/a/b"]\n',
     "第 1 个 [[project]] 的键 name 没有写，必须写。"),
    ('[[project]]\nname = 5\n', "第 1 个 [[project]] 的键 name 应是文字，要加引号。"),
    ('[[project]]\nname = " "\nrepositories = ["https://github.com/a/b"]\n',
     "[[project]] 的键 name 是空的：请写项目名称。"),
    (PROJECT + 'repositorys = []\n',
     "[[project]]“Hi” 没有键 repositorys，最接近的是 repositories。"),
    ('[[project]]\nname = "Hi"\nrepositories = "https://github.com/a/b"\n',
     '[[project]]“Hi” 的键 repositories 应是列表，写成 ["…", "…"]。'),
    ('[[project]]\nname = "Hi"\nrepositories = [7]\n',
     "[[project]]“Hi” 的键 repositories 第 1 项 应是文字，要加引号。"),
    ('[[project]]\nname = "Hi"\n', "[[project]]“Hi” 是空的：请在 repositories、models、"),
    ('[[project]]\nname = "Hi"\nrepositories = ["https://github.com/a"]\n',
     "[[project]]“Hi” 的键 repositories：https://github.com/a 是组织或用户，应写在 owners 里。"),
    ('[[project]]\nname = "Hi"\nrepositories = ["https://example.org/a"]\n', "不认识的网址"),
    ('[[project]]\nname = "Hi"\nrepositories = ["github.com/a/b"]\n',
     "缺少开头：请写成 https://github.com/a/b。"),
    ('[[project]]\nname = "Hi"\nrepositories = ["https：／／github.com/a/b"]\n',
     "里有全角的符号：请写成 https://github.com/a/b。"),
    ('[[project]]\nname = "Hi"\nrepositories = ["https://huggingface.co/o/m"]\n',
     "https://huggingface.co/o/m 是模型，应写在 models 里。"),
    ('[[project]]\nname = "Hi"\nmodels = ["https://github.com/a/b"]\n',
     "https://github.com/a/b 是代码仓库，应写在 repositories 里。"),
    ('[[project]]\nname = "Hi"\nowners = ["https://github.com/a/b"]\n',
     "https://github.com/a/b 是代码仓库，应写在 repositories 里。"),
    ('[[project]]\nname = "Hi"\nowners = ["https://github.com/"]\n', "没有指到仓库"),
    ('[[project]]\nname = "Hi"\nowners = ["https://github.com/a"]\ninclude_forks = 1\n',
     "[[project]]“Hi” 的键 include_forks 应是 true 或 false"),
    ('[[project]]\nname = "Hi"\nrepositories = ["https://github.com/a/b", "https://github.com/A/B"]\n',
     "https://github.com/A/B 写了两次，请删去一个。"),
    (PROJECT + 'policies = ["nanshan-projet"]\n',
     "[[project]]“Hi” 的键 policies 写了不认识的政策 nanshan-projet，最接近的是 nanshan-project。"),
    ("[collectors]\nproxy = \n", "第 2 行不合 TOML 语法"),
    ("[collectors\n", "第 1 行不合 TOML 语法"),
    ('[collectors.github]\nweb = "http://[bad"\n', "[collectors.github] 的键 web：应是以 http"),
    ('[collectors.github]\napi = ""\n', "[collectors.github] 的键 api：应是以 http"),
    ('[collectors.gitee]\napi = "no-scheme"\n', "[collectors.gitee] 的键 api：应是以 http"),
    ('[collectors.gitee]\napi = "file:///x"\n', "[collectors.gitee] 的键 api：应是以 http"),
    ('[collectors.gitee]\napi = "https://h:99999"\n', "[collectors.gitee] 的键 api：应是以"),
    ('[collectors.gitee]\napi = "https://h\\n/"\n', "[collectors.gitee] 的键 api：应是以"),
    ('[collectors]\nproxy = "http://[bad"\n', "[collectors] 的键 proxy：应写成 http://主机:端口"),
    ("[collectors]\ntimeout_seconds = inf\n", "的键 timeout_seconds 应是一个有限的数字"),
    ("[collectors]\ntimeout_seconds = nan\n", "的键 timeout_seconds 应"),
    ("[collectors]\ntimeout_seconds = 1e300\n", "的键 timeout_seconds 应不大于 3600"),
    ("[collectors]\nmax_wait_seconds = inf\n", "的键 max_wait_seconds 应是一个有限的数字"),
    ("[collectors]\nmax_retries = " + "9" * 400 + "\n", "[collectors] 的键 max_retries 应"),
    ("[collectors]\nmax_retries = " + "9" * 5000 + "\n", "太长"),
    ("[[project]]\nname = 2020-01-01\n", "第 1 个 [[project]] 的键 name 应是文字，要加引号。"),
    (PROJECT + "applicant = 2020-01-01\n", "[[project]]“Hi” 的键 applicant 应是文字"),
    ('[shards]\nhost = "甲 1"\n', "[shards] 的键 host 写法不对"),
    (f'[shards]\nhost = "{"甲" * 101}"\n', "[shards] 的键 host 不能多于 100 个字"),
    ("[schedule]\ncron = 02:30:00\n", "[schedule] 的键 cron 应是文字，要加引号。"),
    ("[collectors]\nproxy = " + "[" * 5000 + "]" * 5000 + "\n", "套得太深"),
    ("[collectors]\nproxy = " + "[" * 300 + "]" * 300 + "\n", "套得太深"),
    ("a" + ".a" * 5000 + " = 1\n", "套得太深"),
    ('[warehouse]\nfolder = "a\\u0000b"\n', "[warehouse] 的键 folder：路径里有看不见的字符"),
    ('[warehouse]\nfolder = "~nobody-here/x"\n', "[warehouse] 的键 folder：~nobody-here/x 里的"),
    ('[reports]\nout = "~nobody-here/x"\n', "[reports] 的键 out：~nobody-here/x 里的"),
    ('[[project]]\nname = "Hi"\nrepositories = ["https://[bad/x.git"]\n', "[bad/x.git 写法"),
    ('[[project]]\nname = "Hi"\nrepositories = ["https://h/a\\u0000b.git"]\n', "看不见的字符"),
    ('[[project]]\nname = "Hi"\nrepositories = ["~nobody-here/x"]\n', "~nobody-here/x 写法不对"),
    ('[[project]]\nname = "Hi"\nrepositories = ["a\\u0000b"]\n', "写法不对"),
    ('[[project]]\nname = "Hi"\nrepositories = [" "]\n', "网址是空的"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BAD)
def test_each_mistake_has_its_sentence(write: Write, text: str, words: str) -> None:
    path = write(text)
    with pytest.raises(Refused) as caught:
        load(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}：") and line.endswith("。") for line in lines)
    assert [line for line in lines if words in line], lines


def test_all_mistakes_come_at_once(write: Write) -> None:
    path = write(
        '[collectors]\nproxi = ""\n[schedule]\ncorn = ""\n' + PROJECT + "x = 1\n" + PROJECT
    )
    with pytest.raises(Refused) as caught:
        load(path)
    assert len(str(caught.value).splitlines()) == 4


def test_a_missing_file_and_a_wrong_encoding(tmp_path: Path, write: Write) -> None:
    with pytest.raises(Refused, match=r"找不到配置文件 none\.toml.*yuanzheng init"):
        find(Path("none.toml"))
    path = write("")
    path.write_bytes("name = '项目'".encode("gbk"))
    with pytest.raises(Refused, match="不是 UTF-8 编码"):
        load(path)


def test_a_notepad_mark_is_no_mistake(write: Write) -> None:
    path = write("")
    path.write_bytes(b"\xef\xbb\xbf" + PROJECT.encode())
    assert load(path).projects[0].name == "Hi"


TOKENS = [
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "Z9" * 20,
    "hf_" + "Qw" * 17,
    "0123456789abcdef" * 2,
]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize(
    "text",
    [
        '[collectors.github]\ntoken_env = "{}"\n',
        '[collectors]\ntoken = "{}"\n',
        '[[project]]\nname = "Hi"\nrepositories = ["https://x:{}@github.com/a/b"]\n',
        '[[project]]\nname = "Hi"\nrepositories = ["https://gitee.com/a/b?access_token={}"]\n',
        '[collectors]\nproxy = "http://me:{}@proxy:80"\n',
        "{} = 1\n",
        '[[project]]\nname = "Hi"\npolicies = ["{}"]\n',
    ],
)
def test_a_token_in_the_file_is_refused_and_never_repeated(
    write: Write, text: str, token: str
) -> None:
    from yuanzheng.failures import sentence

    with pytest.raises(Refused) as caught:
        load(write(text.format(token)))
    said = sentence(caught.value)
    assert said
    assert token not in said


def test_a_token_that_looks_like_nothing_is_caught_where_a_name_belongs(write: Write) -> None:
    with pytest.raises(Refused, match="像是令牌") as caught:
        load(write('[collectors.gitee]\ntoken_env = "my-secret!"\n'))
    assert "my-secret" not in str(caught.value)


def _tables() -> list[tuple[str, str]]:
    collectors = Settings.model_fields["collectors"].annotation
    github = collectors.model_fields["github"].annotation
    return (
        [("", key) for key in Settings.model_fields]
        + [("[collectors]", key) for key in collectors.model_fields]
        + [("[collectors.github]", key) for key in github.model_fields]
        + [("[schedule]", key) for key in ("cron", "grace_hours")]
    )


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str, str]:
    """(table, right key, the key with one letter dropped, doubled, swapped or changed)"""
    table, key = draw(st.sampled_from(_tables()))
    at = draw(st.integers(0, len(key) - 2))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz_"))
    wrong = draw(
        st.sampled_from([
            key[:at] + key[at + 1 :],
            key[: at + 1] + key[at:],
            key[:at] + key[at + 1] + key[at] + key[at + 2 :],
            key[:at] + letter + key[at + 1 :],
        ])
    )  # fmt: skip
    return table, key, wrong


@given(misspelt())
def test_a_misspelt_key_always_names_the_nearest(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[str, str, str]
) -> None:
    table, key, wrong = case
    known = [other for where, other in _tables() if where == table]
    if wrong in known:
        return
    path = tmp_path_factory.mktemp("c") / "config.toml"
    path.write_text(f"{table}\n{wrong} = 1\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load(path)
    named = str(caught.value).split("最接近的是 ")[1].removesuffix("。")
    assert named in known
    assert DamerauLevenshtein.distance(wrong, named) <= DamerauLevenshtein.distance(wrong, key)


def test_another_mistake_makes_no_address_of_ones_own_platform_strange(write: Write) -> None:
    own = '[collectors.gitee]\napi = "https://git.example.cn/api/v5"\nweb = "https://git.example.cn"\n'
    project = '[[project]]\nname = "Hi"\nrepositories = ["https://git.example.cn/a/b"]\n'
    with pytest.raises(Refused) as refused:
        load(write(own + project + 'cron = "0 3 * * 1"\n'))
    assert "星期请写英文缩写" in str(refused.value)
    assert "不认识的网址" not in str(refused.value)
