"""One easy question in words, asked only where far too much comes from: for people a question, for scripts a bit of work.

Nothing has to be seen, heard or dragged. A browser with scripts does the reckoning by itself (`kit/challenge.js`); the
question below stays for everybody else and can be read aloud. The page carries a signed token with keyed hashes of the
answers that fit, in both languages. A token serves once, right or wrong, and for an hour: nobody is hurried.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext, gettext_noop

from shiqiao.base import crypto
from shiqiao.base.limits import once, take

BITS = 17  # leading zero bits of the proof: about 130,000 hashes, a second on a cheap phone
LASTS = 3600  # seconds
TOKEN, ANSWER, PROOF = "challenge", "challenge_answer", "challenge_proof"
_SALT = "shiqiao.challenge"
_NUMBERS = [
    gettext_noop("two"), gettext_noop("three"), gettext_noop("four"), gettext_noop("five"), gettext_noop("six"),
    gettext_noop("seven"), gettext_noop("eight"), gettext_noop("nine"),
]  # fmt: skip
_CHINESE = "零一二三四五六七八九"
_ENGLISH = [
    "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen", "eighteen",
]  # fmt: skip
_DAYS = [
    gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday"),
    gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday"),
]  # fmt: skip
_DAY_SIGNS = ["一1", "二2", "三3", "四4", "五5", "六6", "日天7"]
_EATEN = {gettext_noop("apple"): "苹果", gettext_noop("noodles"): "面条", gettext_noop("cabbage"): "白菜"}
_NOT_EATEN = [gettext_noop("street lamp"), gettext_noop("bicycle"), gettext_noop("umbrella"), gettext_noop("chair")]


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question for a page: its words, the token that goes along, and what a script must find."""

    question: str
    token: str
    nonce: str
    bits: int = BITS


def ask() -> Challenge:
    """Make a question in the reader's language."""
    question, answers = secrets.choice((_sum, _day, _food))()
    nonce = secrets.token_hex(12)
    fitting = sorted({_mark(nonce, one) for one in answers})
    return Challenge(question, signing.dumps({"n": nonce, "a": fitting}, salt=_SALT), nonce)


def solved(sent: Mapping[str, str]) -> bool:
    """Tell whether a form brings a fresh question with a right answer or a script's proof; its token is then used up."""
    try:
        known = signing.loads(sent.get(TOKEN, "")[:2000], salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return False
    if take(once("challenge", known["n"])):
        return False
    return _mark(known["n"], sent.get(ANSWER, "")[:40]) in known["a"] or proven(known["n"], sent.get(PROOF, "")[:20])


def proven(nonce: str, proof: str, bits: int = BITS) -> bool:
    """Tell whether the SHA-256 of `nonce:proof` begins with so many zero bits."""
    found = hashlib.sha256(f"{nonce}:{proof}".encode()).digest()
    return bool(proof) and int.from_bytes(found[:4], "big") >> (32 - bits) == 0


def _mark(nonce: str, answer: str) -> str:
    return crypto.keyed_hash(f"{nonce}:{plain(answer)}", use="challenge").hex()


def plain(answer: str) -> str:
    """Return an answer as it is compared: no spaces, no case, no full stop, full width like half."""
    text = unicodedata.normalize("NFKC", answer).casefold()
    return "".join(char for char in text if char.isalnum())


def _sum() -> tuple[str, set[str]]:
    one, other = secrets.randbelow(8) + 2, secrets.randbelow(8) + 2
    words = {"one": gettext(_NUMBERS[one - 2]), "other": gettext(_NUMBERS[other - 2])}
    return gettext("How much is %(one)s and %(other)s together?") % words, number_words(one + other)


def number_words(number: int) -> set[str]:
    """Return the ways in which people write a number from 4 to 18."""
    tens, ones = divmod(number, 10)
    chinese = ("十" if tens else "") + (_CHINESE[ones] if ones or not tens else "")
    ways = {str(number), chinese, _ENGLISH[number - 4], *({f"一{chinese}"} if tens else ())}
    return ways | {f"{way}个" for way in ways}


def _day() -> tuple[str, set[str]]:
    day = secrets.randbelow(7)
    after = (day + 1) % 7
    answers = {f"{word}{sign}" for word in ("星期", "周", "礼拜", "") for sign in _DAY_SIGNS[after]} | {_DAYS[after]}
    return gettext("Which day comes after %(day)s?") % {"day": gettext(_DAYS[day])}, answers


def _food() -> tuple[str, set[str]]:
    eaten, others = secrets.choice([*_EATEN]), secrets.SystemRandom().sample(_NOT_EATEN, 2)
    shown = secrets.SystemRandom().sample([eaten, *others], 3)
    words = {"one": gettext(shown[0]), "two": gettext(shown[1]), "three": gettext(shown[2])}
    asked = gettext("Which of these can one eat: %(one)s, %(two)s or %(three)s?") % words
    return asked, {eaten, _EATEN[eaten]}
