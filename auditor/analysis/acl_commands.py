"""Commands of Valkey and Redis OSS by ACL category: what `get`, `config|set` and `@read` stand for in an access string.

From the command definitions of Valkey (valkey-io/valkey, src/commands/*.json) and the categories that follow from a
command's flags (setImplicitACLCategories in src/server.c). What is not listed, such as a module's command, belongs to
categories that are not known here.
"""

from __future__ import annotations

import re

#: `categories: commands`; a line that begins with spaces goes on with the one before. `client|kill` is a subcommand.
_TABLE = """
admin connection dangerous slow: client|kill client|list client|no-evict client|pause client|unblock
    client|unpause
admin dangerous fast: lastsave role
admin dangerous hyperloglog slow: pfselftest
admin dangerous hyperloglog slow write: pfdebug
admin dangerous slow: acl|deluser acl|dryrun acl|getuser acl|list acl|load acl|log acl|save acl|setuser
    acl|users bgrewriteaof bgsave cluster|addslots cluster|addslotsrange cluster|bumpepoch
    cluster|count-failure-reports cluster|delslots cluster|delslotsrange cluster|failover cluster|flushslots
    cluster|forget cluster|meet cluster|replicas cluster|replicate cluster|reset cluster|saveconfig
    cluster|set-config-epoch cluster|setslot cluster|slaves config|get config|resetstat config|rewrite
    config|set debug failover latency|doctor latency|graph latency|histogram latency|history latency|latest
    latency|reset module|list module|load module|loadex module|unload monitor psync replconf replicaof save
    shutdown slaveof slowlog|get slowlog|len slowlog|reset sync
bitmap fast read: bitfield_ro getbit
bitmap read slow: bitcount bitpos
bitmap slow write: bitfield bitop setbit
blocking connection slow: wait waitaof
blocking fast sortedset write: bzpopmax bzpopmin
blocking list slow write: blmove blmpop blpop brpop brpoplpush
blocking read slow stream: xread
blocking slow sortedset write: bzmpop
blocking slow stream write: xreadgroup
connection fast: asking auth echo hello ping quit readonly readwrite reset select
connection slow: client|caching client|capa client|getname client|getredir client|help client|id client|info
    client|no-touch client|reply client|setinfo client|setname client|tracking client|trackinginfo command|count
    command|docs command|getkeys command|getkeysandflags command|help command|info command|list
dangerous fast keyspace write: swapdb
dangerous keyspace read slow: keys
dangerous keyspace slow write: flushall flushdb migrate restore restore-asking
dangerous list read set slow sortedset: sort_ro
dangerous list set slow sortedset write: sort
dangerous slow: info
fast: time
fast hash read: hexists hget hlen hmget hstrlen
fast hash write: hdel hincrby hincrbyfloat hmset hset hsetnx
fast hyperloglog write: pfadd
fast keyspace read: dbsize exists expiretime pexpiretime pttl touch ttl type
fast keyspace write: expire expireat move persist pexpire pexpireat renamenx unlink
fast list read: llen
fast list write: lpop lpush lpushx rpop rpush rpushx
fast pubsub: publish spublish
fast read: lolwut
fast read set: scard sismember smismember
fast read sortedset: zcard zcount zlexcount zmscore zrank zrevrank zscore
fast read stream: xlen
fast read string: get mget strlen
fast set write: sadd smove spop srem
fast sortedset write: zadd zincrby zpopmax zpopmin zrem
fast stream write: xack xadd xautoclaim xclaim xdel xsetid
fast string write: append decr decrby getdel getex getset incr incrby incrbyfloat setnx
fast transaction: discard multi unwatch watch
geo read slow: geodist geohash geopos georadius_ro georadiusbymember_ro geosearch
geo slow write: geoadd georadius georadiusbymember geosearchstore
hash read slow: hgetall hkeys hrandfield hscan hvals
hyperloglog read slow: pfcount
hyperloglog slow write: pfmerge
keyspace read slow: dump object|encoding object|freq object|idletime object|refcount randomkey scan
keyspace slow: object|help
keyspace slow write: copy del rename
list read slow: lindex lpos lrange
list slow write: linsert lmove lmpop lrem lset ltrim rpoplpush
pubsub slow: psubscribe pubsub|channels pubsub|numpat pubsub|numsub pubsub|shardchannels pubsub|shardnumsub
    punsubscribe ssubscribe subscribe sunsubscribe unsubscribe
read set slow: sdiff sinter sintercard smembers srandmember sscan sunion
read slow: memory|usage
read slow sortedset: zdiff zinter zintercard zrandmember zrange zrangebylex zrangebyscore zrevrange
    zrevrangebylex zrevrangebyscore zscan zunion
read slow stream: xinfo|consumers xinfo|groups xinfo|stream xpending xrange xrevrange
read slow string: getrange lcs substr
scripting slow: eval eval_ro evalsha evalsha_ro fcall fcall_ro function|dump function|help function|kill
    function|list function|stats script|debug script|exists script|flush script|help script|kill script|load
    script|show
scripting slow write: function|delete function|flush function|load function|restore
set slow write: sdiffstore sinterstore sunionstore
slow: acl|cat acl|genpass acl|help acl|whoami cluster|countkeysinslot cluster|getkeysinslot cluster|help
    cluster|info cluster|keyslot cluster|links cluster|myid cluster|myshardid cluster|nodes cluster|shards
    cluster|slot-stats cluster|slots config|help latency|help memory|doctor memory|help memory|malloc-stats
    memory|purge memory|stats module|help pubsub|help slowlog|help
slow sortedset write: zdiffstore zinterstore zmpop zrangestore zremrangebylex zremrangebyrank zremrangebyscore
    zunionstore
slow stream: xgroup|help xinfo|help
slow stream write: xgroup|create xgroup|createconsumer xgroup|delconsumer xgroup|destroy xgroup|setid xtrim
slow string write: mset msetnx psetex set setex setrange
slow transaction: exec
"""


def _by_category() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in re.sub(r"\n +", " ", _TABLE.strip()).splitlines():
        categories, _, commands = line.partition(": ")
        for category in categories.split():
            found.setdefault(category, set()).update(commands.split())
    return {category: frozenset(names) for category, names in found.items()}


#: Category without its `@` -> the commands in it.
CATEGORIES: dict[str, frozenset[str]] = _by_category()

#: Every command that some category lists.
COMMANDS: frozenset[str] = frozenset().union(*CATEGORIES.values())

#: What one client can do with it to all others, by command. Only commands of `@dangerous` that ElastiCache and MemoryDB
#: let through (their guides, "Restricted commands"), so that `-@dangerous` is enough; `info`, `sort` and the like are
#: in that category too and only take time.
HARMFUL: dict[str, str] = {
    **dict.fromkeys(("flushall", "flushdb", "swapdb"), "erases or exchanges whole databases"),
    "monitor": "shows the commands of everybody",
    **dict.fromkeys(("client|kill", "client|pause"), "cuts off or stops other clients"),
    "restore": "writes values in the engine's own format",
    **dict.fromkeys(("slowlog|reset", "latency|reset"), "erases traces"),
}
#: What holds up all other clients while it goes through every key. `+@read` lets it through.
STALLING: frozenset[str] = frozenset({"keys"})
#: What runs code inside the engine, or changes which code there is.
SCRIPTING: frozenset[str] = CATEGORIES["scripting"]

_COMMAND_WORD = re.compile(r"[+-](@?[a-z0-9_.|-]+)$")


def _subcommands() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in COMMANDS:
        container, bar, _ = name.partition("|")
        if bar:
            found.setdefault(container, set()).add(name)
    return {container: frozenset(names) for container, names in found.items()}


_SUBCOMMANDS = _subcommands()


def body(word: str) -> str:
    """`+@Read` -> `@read`; empty for a word that is no `+` or `-` rule."""
    match = _COMMAND_WORD.match(word.lower())
    return match.group(1) if match else ""


def strangers(words: list[str]) -> frozenset[str]:
    """The commands that `words` name and the table does not: modules' and newer ones, and first arguments."""
    named = {body(word) for word in words} - COMMANDS - _SUBCOMMANDS.keys()
    return frozenset(name for name in named if name and not name.startswith("@"))


def meaning(name: str, unlisted: frozenset[str]) -> tuple[frozenset[str], frozenset[str]] | None:
    """The commands, of the table and of `unlisted`, that a name surely and possibly stands for; None: no category.

    `select|0` is `select` with that first argument, so it belongs to the categories of `select`.
    """
    if name == "@all":
        return COMMANDS | unlisted, frozenset()
    if name.startswith("@"):
        listed = CATEGORIES.get(name[1:])
        if listed is None:
            return None
        sure = listed | {u for u in unlisted if u.partition("|")[0] in listed}
        return sure, frozenset(u for u in unlisted - sure if u.partition("|")[0] not in COMMANDS)
    below = {u for u in unlisted if u.startswith(f"{name}|")}
    return _SUBCOMMANDS.get(name, frozenset({name})) | below, frozenset()
