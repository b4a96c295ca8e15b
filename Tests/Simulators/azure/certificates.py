"""Certificates of applications: whether one has signed what a client says (RFC 8017, sections 8.1.2 and 8.2.2)."""

import hashlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

SEQUENCE, INTEGER, BITS = 0x30, 0x02, 0x03
# DigestInfo of SHA-256 (RFC 8017, section 9.2, note 1).
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tags and contents of what is in DER, one after the other (X.690)."""
    while data:
        tag, length, start = data[0], data[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[2:start], "big")
        yield tag, data[start:start + length]
        data = data[start + length:]


@dataclass(frozen=True)
class Certificate:
    """An RSA certificate, as the directory keeps it."""

    der: bytes
    modulus: int
    exponent: int

    @classmethod
    def parse(cls, pem: str) -> "Certificate":
        """The first in a text, whatever else is in it."""
        begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
        der = ssl.PEM_cert_to_DER_cert(begin + pem.partition(begin)[2].partition(end)[0] + end + "\n")
        _, certificate = next(elements(der))
        _, signed = next(elements(certificate))
        # Version, serial number, algorithm, issuer, validity, subject, key (RFC 5280, section 4.1).
        info = list(elements(signed))[6][1]
        bits = list(elements(info))[1][1]
        _, key = next(elements(bits[1:]))
        modulus, exponent = (int.from_bytes(number, "big") for _, number in elements(key))
        return cls(der, modulus, exponent)

    def thumbprint(self, algorithm: str) -> bytes:
        return hashlib.new(algorithm, self.der).digest()

    def has_signed(self, text: bytes, signature: bytes, algorithm: str) -> bool:
        """With `RS256` or `PS256` (RFC 7518, sections 3.3 and 3.5)."""
        size = (self.modulus.bit_length() + 7) // 8
        if len(signature) != size:
            return False
        encoded = pow(int.from_bytes(signature, "big"), self.exponent, self.modulus).to_bytes(size, "big")
        digest = hashlib.sha256(text).digest()
        if algorithm == "RS256":
            return encoded == b"\x00\x01" + b"\xff" * (size - 54) + b"\x00" + SHA256_INFO + digest
        return algorithm == "PS256" and is_padded(encoded, digest, self.modulus.bit_length() - 1)


def is_padded(encoded: bytes, digest: bytes, bits: int) -> bool:
    """EMSA-PSS-VERIFY with SHA-256 and a salt of 32 bytes (RFC 8017, section 9.1.2)."""
    encoded = encoded[-((bits + 7) // 8):]
    masked, mark, end = encoded[:-33], encoded[-33:-1], encoded[-1]
    mask = b"".join(hashlib.sha256(mark + count.to_bytes(4, "big")).digest() for count in range(len(masked) // 32 + 1))
    block = int.from_bytes(masked, "big") ^ int.from_bytes(mask[:len(masked)], "big")
    block &= (1 << (bits - 8 * (len(encoded) - len(masked)))) - 1
    block = block.to_bytes(len(masked), "big")
    padding, salt = block[:-32], block[-32:]
    is_clean = padding == b"\x00" * (len(padding) - 1) + b"\x01"
    return end == 0xBC and is_clean and mark == hashlib.sha256(b"\x00" * 8 + digest + salt).digest()
