"""What DAX and DMS decide themselves, whatever language asked.

Sources: the DAX API reference, CreateCluster (no TLS and no encryption at rest unless asked for; the default security
group where none is given; the network type follows from the subnet group) and the DynamoDB developer guide, "DAX
encryption in transit" (port 9111, without it 8111); the DMS API reference, RedisSettings (SslSecurityProtocol:
ssl-encryption unless plaintext is asked for).
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.facts import ABSENT, Fact, Origin, Unknown
from auditor.sources.building.conversions import Convert, lower, text, whole
from auditor.sources.building.facts import make_fact, where
from auditor.sources.building.maker import Written
from auditor.sources.building.service import over
from auditor.sources.building.table import Special, default
from auditor.sources.partial.choices import lift
from auditor.sources.partial.convert import to_text
from auditor.sources.partial.values import EvalError, Unk

#: What must be stated, where it is not: nothing is made of such code.
UNSTATED = Unknown("it is not stated")
_PORT, _PORT_WITH_TLS = 8111, 9111

#: The network type of a DAX cluster for which none is stated.
DAX_NETWORK = Unknown("it follows from the subnet group", low="ipv4", high="dual_stack", unstated=True)

#: What follows from whether a DAX cluster speaks TLS.
DAX_CLUSTER: dict[str, Special] = {
    "port": lambda written, facts: over(facts["tls"], lambda tls: default(_PORT_WITH_TLS if tls else _PORT))
}


def speaks_tls(value: object) -> bool:
    """`TLS` or `NONE`, the encryption of the endpoint of a DAX cluster."""
    word = lower(value)
    if word not in ("tls", "none"):
        raise EvalError(f"no encryption {word!r} of an endpoint")
    return word == "tls"


def fills_redis(written: Written, engine: str) -> object:
    """Whether an endpoint of DMS is one of Redis, by the attribute that names its engine."""
    name = written.stated(engine)
    if isinstance(name, Unk):
        return lift(_is_redis, (name,), kind="bool")
    return _is_redis(name)


def _is_redis(name: object) -> bool:
    return name is not None and str(to_text(name)).lower() == "redis"


_LOGINS = {"none": "none", "auth-token": "token", "auth-role": "user"}


def _login(value: object) -> str:
    word = lower(value)
    if word not in _LOGINS:
        raise EvalError(f"no authentication {word!r}")
    return _LOGINS[word]


def _encrypted(value: object) -> bool:
    word = lower(value)
    if word not in ("ssl-encryption", "plaintext"):
        raise EvalError(f"no protocol {word!r}")
    return word == "ssl-encryption"


@dataclass(frozen=True, slots=True)
class RedisSettings:
    """What a language calls the settings of an endpoint of Redis: the part that holds them, and what is in it."""

    part: str
    server: str
    port: str
    protocol: str
    login: str
    password: str

    def specials(self) -> dict[str, Special]:
        """How each fact is made of them."""
        return {
            "server": lambda written, facts: self._fact(written, self.server, text, UNSTATED),
            "port": lambda written, facts: self._fact(written, self.port, whole, UNSTATED),
            "tls": lambda written, facts: self._fact(written, self.protocol, _encrypted, default(True)),
            "login": lambda written, facts: self._fact(written, self.login, _login, UNSTATED),
            "password": lambda written, facts: self._password(written),
        }

    def _fact(self, written: Written, name: str, convert: Convert, unset: Fact) -> Fact:
        """A setting; of several parts each is there in other cases."""
        fact = written.unwritten(unset)
        for part in reversed(list(written.blocks(self.part))):
            stated = make_fact(part.value(name), convert, unset, part.place_of(name), (), Origin.STATED)
            fact = where(part.exists, stated, fact, written.header)
        return fact

    def _password(self, written: Written) -> Fact:
        fact = written.unwritten(ABSENT)
        for part in reversed(list(written.blocks(self.part))):
            inside = part.secret(self.password) if part.has(self.password) else ABSENT
            fact = where(part.exists, inside, fact, written.header)
        return fact
