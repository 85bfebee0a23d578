"""E-mail by SMTP (RFC 5321), encrypted by STARTTLS (RFC 3207) or from the beginning."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from yuanzheng.notices.letter import Letter
from yuanzheng.notices.sending import NotSent, Receiver, is_near

TITLE = "邮件"
HINT = "请写 host、sender、to，要登录的再写 user 与 secret_env（放密码或授权码的环境变量的名字）"
NEEDS = frozenset({"host", "sender", "to"})
TAKES = frozenset({"host", "port", "security", "user", "secret_env", "sender", "to", "ca"})
ONE_OF: tuple[str, ...] = ()
LIMIT = 100_000
_PORTS = {"starttls": 587, "ssl": 465, "none": 25}


def send(letter: Letter, to: Receiver) -> None:
    """Raises `NotSent`, also when only some of the recipients were refused."""
    message = made(letter, to)
    try:
        with _connected(to) as server:
            _secured(server, to)
            if to.table.user:
                server.login(to.table.user, to.secret or "")
            refused = server.send_message(message, to.table.sender, list(to.table.to))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise _explained(error) from None
    if refused:
        words = f"{len(to.table.to)} 个收件人里有 {len(refused)} 个被拒，其余已发"
        raise NotSent(f"{words}：请检查键 to 里的地址。", partly=True)


def made(letter: Letter, to: Receiver) -> EmailMessage:
    """The message. Headers hold our own words and the addresses of the configuration only."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.title
    message["From"] = Address("源证", addr_spec=to.table.sender)
    message["To"] = [Address(addr_spec=one) for one in to.table.to]
    message["Date"] = format_datetime(to.at)
    message["Message-ID"] = make_msgid(domain=to.table.sender.partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text(LIMIT) + "\n", charset="utf-8", cte="base64")
    return message


def _connected(to: Receiver) -> smtplib.SMTP:
    table = to.table
    port = table.port or _PORTS[table.security]
    name = table.sender.partition("@")[2]  # asking the network for ours may take its time
    if table.security == "ssl":
        return smtplib.SMTP_SSL(
            table.host, port, name, timeout=table.timeout_seconds, context=_context(to)
        )
    return smtplib.SMTP(table.host, port, name, timeout=table.timeout_seconds)


def _secured(server: smtplib.SMTP, to: Receiver) -> None:
    server.ehlo()
    if to.table.security == "starttls":
        if not server.has_extn("starttls"):
            words = '邮件服务器不提供 STARTTLS，没有用明文发：请改用 security = "ssl"。'
            raise NotSent(words)
        server.starttls(context=_context(to))
        server.ehlo()
    if to.table.security == "none" and to.table.user and not is_near(f"http://{to.table.host}"):
        raise NotSent('不加密就不发密码：请把 security 改成 "starttls" 或 "ssl"。')


def _context(to: Receiver) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(to.ca) if to.ca else None)


def _explained(error: Exception) -> NotSent:
    """The server's own words may hold addresses: only its number is repeated."""
    if isinstance(error.__context__, TimeoutError):  # the library calls it a disconnection
        error = error.__context__
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words(error)
    return NotSent("发邮件时出错：请检查 host、port 与 security。")


def _coded(words: str) -> Callable[[Exception], NotSent]:
    def said(error: Exception) -> NotSent:
        code = getattr(error, "smtp_code", None)
        number = f"（回答 {code}）" if code else ""
        return NotSent(words.format(number), again=isinstance(code, int) and 400 <= code < 500)

    return said


def _plain(words: str, *, again: bool = False) -> Callable[[Exception], NotSent]:
    return lambda _: NotSent(words, again=again)


def _refused(error: Exception) -> NotSent:
    codes = {code for code, _ in getattr(error, "recipients", {}).values()}
    soft = bool(codes) and all(400 <= code < 500 for code in codes)
    number = "、".join(map(str, sorted(codes)))
    return NotSent(f"收件人全被拒了（回答 {number}）：请检查键 to 里的地址。", again=soft)


_WORDS: tuple[tuple[type[Exception], Callable[[Exception], NotSent]], ...] = (
    (smtplib.SMTPAuthenticationError,
     _coded("邮件服务器不认账号或密码{}：请核对 user 与 secret_env（多数邮箱要用授权码）。")),
    (smtplib.SMTPRecipientsRefused, _refused),
    (smtplib.SMTPSenderRefused, _coded("邮件服务器不收这个发件人{}：请核对 sender 与 user。")),
    (smtplib.SMTPDataError, _coded("邮件服务器不收这封信{}：请看它的退信规则。")),
    (smtplib.SMTPNotSupportedError, _coded("邮件服务器不支持登录{}：请核对 port 与 security。")),
    (smtplib.SMTPServerDisconnected, _plain("邮件服务器中途断开：请核对 port 与 security。")),
    (smtplib.SMTPConnectError, _coded("邮件服务器现在不接待{}。")),
    (smtplib.SMTPResponseException, _coded("邮件服务器不收{}。")),
    (smtplib.SMTPException, _plain("邮件服务器的回答看不懂：请检查 host、port 与 security。")),
    (ssl.SSLCertVerificationError,
     _plain("邮件服务器的证书不受信任：内网自签的证书请在键 ca 里写证书文件。")),
    (ssl.SSLError, _plain("与邮件服务器的加密连接没有建成：请核对 port 与 security。")),
    (FileNotFoundError, _plain("证书文件（键 ca）读不了：请检查路径。")),
    (TimeoutError, _plain("邮件服务器没有及时答复，不知道收到没有：下次再发。")),
    (OSError, _plain("连不上邮件服务器：请检查 host、port 和网络。", again=True)),
)  # fmt: skip
