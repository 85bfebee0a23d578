"""`serve`: the web site as a service in the foreground."""

from __future__ import annotations

import contextlib
import errno
import socket
from ipaddress import ip_address
from pathlib import Path

from yuanzheng import failures, logbook
from yuanzheng.config import find, load
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice
from yuanzheng.web.kept.kept import kept
from yuanzheng.web.place import Place, place
from yuanzheng.web.settings import LOOPBACK, WebSettings


def serve(given: Path | None, voice: Voice) -> int:
    """Blocks until SIGINT or SIGTERM. Raises `Refused` where it may not or cannot start."""
    at = place(load(find(given)))
    if not at.data.is_dir():
        raise Refused(
            f"还没有数据文件夹 {at.data}：请先运行 yuanzheng run；"
            "在别的文件夹里运行过的，请到那里去，或用 --config 指定那里的配置。"
        )
    _permitted(at)
    with contextlib.closing(_bound(at.web)) as listening, logbook.kept(at.data):
        voice.say("正在启动…")
        from yuanzheng.web.answering import run
        from yuanzheng.web.app import build
        from yuanzheng.web.showing import warming

        _tell(at.web, voice)
        app = build(at)
        with warming.beside(app.state.site):
            run(app, at.web, listening)
    voice.say("已停下。")
    return failures.COMPLETE


def _permitted(at: Place) -> None:
    """Raises `Refused` where others could come and nobody is known, or by no known name."""
    if at.web.private:
        return
    if not kept(at.data, at.web).accounts.any():
        raise Refused(
            f"[web] 要让别人也能打开（{at.web.home}），可是还没有用户："
            "请先运行 yuanzheng user add 名字 --role 管理员。"
        )
    if not at.web.address:
        raise Refused(
            "[web] 的键 address 还空着：请写上读者在浏览器里输入的网址，"
            '如 "https://yuanzheng.example.gov.cn"。'
        )


def _bound(web: WebSettings) -> socket.socket:
    host = "127.0.0.1" if web.host == LOOPBACK else web.host
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, web.port))
    except OSError as error:
        found.close()
        raise Refused(_unbound(web, error)) from error
    return found


def _unbound(web: WebSettings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {web.port} 已被别的程序占用：请停下它，或在 [web] 的键 port 换一个。"
    if error.errno == errno.EACCES:
        return f"没有权限用端口 {web.port}：请在 [web] 的键 port 换一个大于 1023 的。"
    return f"不能在 {web.host} 上等候：请检查 [web] 的键 host 是不是本机的地址。"


def _tell(web: WebSettings, voice: Voice) -> None:
    voice.say(f"已开始服务：请在浏览器里打开 {web.home}/。按 Ctrl-C 停止。")
    if not web.private and not web.secure:
        voice.warn(
            "警告：[web] 的 address 不是 https，口令和证据会明文经过网络："
            "请在前面放一个带 TLS 的反向代理（见 docs/web-access.md）。"
        )
