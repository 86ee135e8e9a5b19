"""Verifies receipts with Python's standard library alone, written from the specifications and not from the Rust.

Reads JSON lines {"origin", "keys", "text"} and answers each with "ok" or "bad". What it holds itself to: RFC 6962
(tree), RFC 9162 2.1.3.2 (proofs), RFC 8032 5.1.7 (Ed25519), C2SP signed-note and tlog-checkpoint. For tests only.
"""

import base64
import datetime
import functools
import hashlib
import json
import re
import sys

SPACE = " \t\r\n"
BEGIN, END = "-----BEGIN NATTOKU RECEIPT-----", "-----END NATTOKU RECEIPT-----"
FIELDS = {"entry": str, "payload": str, "salt": str, "index": int, "proof": list, "checkpoint": str}
ENTRY = r"""nattoku entry 1
number (0|[1-9]\d*)
accepted (\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z
kind (?:event|release|key|subject|erasure)
payload ([0-9a-f]{64})
"""

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
NEUTRAL = (0, 1, 1, 0)


def need(truth):
    if not truth:
        raise ValueError


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def unbase64(text):
    decoded = base64.b64decode(text, validate=True)
    need(base64.b64encode(decoded).decode() == text)
    return decoded


def plus(one, two):
    """Adds points (x, y, z, t) with x = x/z, y = y/z, t = xy/z, by the complete formula for a = -1."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, two
    low, high = (y1 - x1) * (y2 - x2) % PRIME, (y1 + x1) * (y2 + x2) % PRIME
    cross, square = 2 * CURVE * t1 * t2 % PRIME, 2 * z1 * z2 % PRIME
    across, under, over, along = high - low, square - cross, square + cross, high + low
    return across * under % PRIME, over * along % PRIME, under * over % PRIME, across * along % PRIME


def point(code):
    y, odd = int.from_bytes(code, "little") % 2**255, code[31] >> 7
    need(len(code) == 32 and y < PRIME)
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    need(x * x % PRIME == square and (x or not odd))
    x = PRIME - x if x % 2 != odd else x
    return x, y, 1, x * y % PRIME


def sum_of(first, one, second, two):
    """first * one + second * two."""
    table, total = {(1, 0): one, (0, 1): two, (1, 1): plus(one, two)}, NEUTRAL
    for bit in range(max(first, second).bit_length() - 1, -1, -1):
        total = plus(total, total)
        digits = first >> bit & 1, second >> bit & 1
        total = plus(total, table[digits]) if any(digits) else total
    return total


@functools.cache
def check_signature(key, message, signature):
    """Raises unless the signature holds, neither key nor signature being of small order."""
    need(len(signature) == 64)
    public, commitment = point(key), point(signature[:32])
    for checked in (public, commitment):
        need(sum_of(8, checked, 0, checked)[0] != 0)
    scalar = int.from_bytes(signature[32:], "little")
    need(scalar < ORDER)
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = point((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    opposite = (-public[0] % PRIME, public[1], 1, -public[3] % PRIME)
    x, y, z, _ = sum_of(scalar, base, challenge, opposite)
    need((x - commitment[0] * z) % PRIME == 0 and (y - commitment[1] * z) % PRIME == 0)


def trusted(origin, keys):
    for text in keys:
        name, number, code = text.split("+", 2)
        code = unbase64(code)
        need(name == origin and code[0] == 1 and len(code) == 33)
        need(number == sha256(origin.encode(), b"\n", code)[:4].hex())
        yield bytes.fromhex(number), code[1:]


def open_checkpoint(note, origin, keys):
    need(not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", note) and len(note.encode()) <= 16384)
    text, lines = note[: note.rindex("\n\n") + 1], note[note.rindex("\n\n") + 2 :]
    need(lines.endswith("\n") and lines.count("\n") <= 16)
    size, root = re.fullmatch(rf"{re.escape(origin)}\n(0|[1-9][0-9]*)\n(.*)\n", text).groups()
    keys, signed = dict(trusted(origin, keys)), False
    for line in lines[:-1].split("\n"):
        name, code = re.fullmatch("\u2014 ([^ ]+) (.*)", line).groups()
        code = unbase64(code)
        need(len(code) > 4)
        if name == origin and code[:4] in keys:
            check_signature(keys[code[:4]], text.encode(), code[4:])
            signed = True
    need(signed and int(size) < 2**64)
    return int(size), unbase64(root)


def check_inclusion(leaf, index, size, proof, root):
    need(index < size)
    at, last = index, size - 1
    for digest in proof:
        need(last > 0)
        if at % 2 or at == last:
            leaf = sha256(b"\x01", digest, leaf)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            leaf = sha256(b"\x01", leaf, digest)
        at, last = at >> 1, last >> 1
    need(last == 0 and leaf == root)


def unique(pairs):
    need(len(dict(pairs)) == len(pairs))
    return dict(pairs)


def receipt_of(text):
    need(len(text.encode()) <= 65536)
    text = text.removeprefix("\ufeff").strip(SPACE)
    if not text.startswith("{"):
        lines = [line.strip(SPACE) for line in text.split("\n")]
        need(lines.count(BEGIN) == 1 and lines.count(END) == 1)
        code = "".join(lines[lines.index(BEGIN) + 1 : lines.index(END)])
        text = unbase64(code.translate({ord(letter): None for letter in SPACE})).decode()
    receipt = json.loads(text, object_pairs_hook=unique)
    need(isinstance(receipt, dict) and receipt.keys() == FIELDS.keys())
    need(all(type(receipt[name]) is kind for name, kind in FIELDS.items()) and receipt["index"] >= 0)
    return receipt


def verify(origin, keys, text):
    receipt = receipt_of(text)
    number, day, payload = re.fullmatch(ENTRY, receipt["entry"], re.ASCII).groups()
    need(int(number) < 2**64 and datetime.date.fromisoformat(day))
    size, root = open_checkpoint(receipt["checkpoint"], origin, keys)
    proof = [unbase64(digest) for digest in receipt["proof"]]
    need(all(len(digest) == 32 for digest in proof))
    leaf = sha256(b"\x00", receipt["entry"].encode())
    check_inclusion(leaf, receipt["index"], size, proof, root)
    need(re.fullmatch("[0-9a-f]{64}", receipt["salt"]))
    need(sha256(bytes.fromhex(receipt["salt"]), receipt["payload"].encode()).hex() == payload)


def main():
    for line in sys.stdin:
        try:
            verify(**json.loads(line))
            print("ok")
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            print("bad")


if __name__ == "__main__":
    main()
