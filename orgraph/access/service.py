"""All of access as one thing: who a request comes from, signing in and out, the first administrator, the log."""

from __future__ import annotations

from dataclasses import dataclass

from orgraph.access import passwords
from orgraph.access.audit import PROGRAM, Audit
from orgraph.access.caller import LOCAL, NOBODY, Caller
from orgraph.access.database import Database
from orgraph.access.entries import Entry
from orgraph.access.keys import PREFIX, Keys
from orgraph.access.sessions import Session, Sessions
from orgraph.access.settings import AccessSettings
from orgraph.access.throttle import Throttle
from orgraph.access.tokens import Tokens
from orgraph.access.users import ADMINISTRATOR, User, Users
from orgraph.errors import Throttled, Unauthenticated, UsageError

FIRST = "admin"
_HOUR = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brings: the cookie of a session, a key or token, and from where. local: from this machine."""

    session: str = ""
    bearer: str = ""
    address: str = ""
    local: bool = False

    @property
    def slow(self) -> bool:
        """Whether it may take long to know whose they are: a token's keys may be to fetch. All else is one row."""
        return bool(self.bearer) and not self.bearer.startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks; the session where it is one."""

    caller: Caller
    session: Session | None = None


class Access:
    """The service database of a graph database. Safe to share between threads; other processes may have it too."""

    def __init__(self, settings: AccessSettings, url: str) -> None:
        self._database = Database(settings.file(url))
        self.users = Users(self._database)
        self.sessions = Sessions(self._database, self.users, idle=60.0 * settings.session_idle,
                                 longest=3600.0 * settings.session_hours)
        self.keys = Keys(self._database)
        self.throttle = Throttle(self._database)
        self.audit = Audit(self._database, digest=settings.audit_digest, days=settings.audit_days)
        self._tokens = Tokens(settings)
        self._unmask_hour = settings.unmask_hour

    def identify(self, credentials: Credentials) -> Identity | None:
        """Who asks; None where nobody says so. Before there are users, whoever asks from this machine is LOCAL.

        Raises Unauthenticated for a key or token that is not good, Throttled where there were too many.
        """
        if credentials.bearer:
            return Identity(self._bearer(credentials))
        session = self.sessions.find(credentials.session) if credentials.session else None
        if session is not None:
            return Identity(session.user.caller("session"), session)
        return Identity(LOCAL) if credentials.local and not self.users.exist() else None

    def _bearer(self, credentials: Credentials) -> Caller:
        bearer = credentials.bearer
        found = self.keys.find(bearer) if bearer.startswith(PREFIX) else self._tokens.find(bearer)
        if found is None:
            self.throttle.attempt("", credentials.address)
            self.audit.append(Entry(NOBODY, "credentials", "", 401, credentials.address))
            raise Unauthenticated("密钥或令牌无效、过期或被撤销 (not a valid key or token)")
        return found

    def sign_in(self, name: str, password: str, address: str = "") -> tuple[User, str]:
        """The user and the token of a new session. Raises Unauthenticated, which says not why, and Throttled."""
        self.throttle.attempt(name, address)
        user = self.users.with_password(name, password)
        if user is None:
            self.audit.append(Entry(NOBODY, "login", "", 401, address, details={"name": self.audit.text(name)}))
            raise Unauthenticated("用户名或密码不对 (wrong name or password)", code="login")
        self.throttle.good(name, address)
        self.audit.append(Entry(user.caller("session"), "login", "", 200, address))
        return user, self.sessions.start(user)

    def change_password(self, user: User, old: str, new: str, address: str = "") -> str:
        """Another password of one's own; the token of a new session, since all others end. Raises Unauthenticated."""
        if old == new:
            raise UsageError("新密码要和现在的不同 (the new password has to be another)", code="weak-password")
        self.throttle.attempt(user.name, address)
        if self.users.with_password(user.name, old) is None:
            raise Unauthenticated("现在的密码不对 (the present password is wrong)", code="login")
        self.users.set_password(user.name, new, must_change=False)
        self.throttle.good(user.name, address)
        return self.sessions.start(user)

    def check_unmasked(self, caller: Caller) -> None:
        """Raises Throttled where the caller had as many whole contacts in an hour as one may."""
        count, wait = self.audit.unmasked(caller.name, _HOUR)
        if count >= self._unmask_hour:
            raise Throttled(f"一小时内看了 {count} 个完整号码，请稍后再看 "
                            "(as many whole contacts as one may see in an hour)", max(wait, 1),
                            hint="ORGRAPH_UNMASK_HOUR")

    def first_administrator(self) -> str | None:
        """Make one where there are no users: the password, to be changed at once; None where there are users."""
        if self.users.exist():
            return None
        password = passwords.made_up()
        self.users.add(FIRST, password, ADMINISTRATOR, must_change=True)
        self.audit.append(Entry(PROGRAM, "users", "add", details={"user": FIRST, "role": ADMINISTRATOR}))
        return password

    def close(self) -> None:
        """Release the file."""
        self._database.close()
