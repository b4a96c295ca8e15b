"""What of AWS a login goes through, and a bucket that notes who comes: tokens of roles and web identities (STS), a
single sign-on, the metadata of a machine and of a container. The credentials that each gives are named after it.

Prints its address, and writes a line for each request to the bucket: the access key, the method and the path. All
secret keys are `secret`, and signatures are checked (AWS General Reference, "Signature Version 4").
"""

import argparse
import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


# When the tokens that were given run out, in seconds since 1970.
given: dict[str, float] = {}


def temporary(name: str) -> dict:
    """What metadata says. The token is to come with the requests of that name."""
    token, end = f"{name}-token-{len(given)}", time.time() + AWS.lifetime
    given[token] = end
    return {"Code": "Success", "AccessKeyId": name, "SecretAccessKey": "secret", "Token": token,
            "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))}


class AWS(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes] = {}
    log: Path
    lifetime = 3600

    def do_PUT(self):
        if self.path == "/latest/api/token":
            return self.answer(200 if "X-aws-ec2-metadata-token-ttl-seconds" in self.headers else 400, b"machine-token")
        body = self.body()
        self.note(body)
        self.objects[self.path] = body
        return self.answer(200)

    def do_DELETE(self):
        self.note()
        self.objects.pop(self.path, None)
        self.answer(204)

    def do_GET(self):
        url = urlsplit(self.path)
        metadata = "/latest/meta-data/iam/security-credentials/"
        match url.path:
            case "/container":
                self.guarded("Authorization", "container-token", temporary("CONTAINER"))
            case "/federation/credentials":
                made = temporary("SIGNON." + parse_qs(url.query)["role_name"][0])
                self.guarded("x-amz-sso_bearer_token", "sign-on-token", {"roleCredentials": {
                    "accessKeyId": made["AccessKeyId"], "secretAccessKey": made["SecretAccessKey"],
                    "sessionToken": made["Token"], "expiration": int(time.time() + self.lifetime) * 1000}})
            case path if path == metadata:
                self.guarded("X-aws-ec2-metadata-token", "machine-token", b"machine-role\n")
            case path if path == metadata + "machine-role":
                self.guarded("X-aws-ec2-metadata-token", "machine-token", temporary("MACHINE"))
            case "/states" | "/states/":
                self.answer(200, b"<ListBucketResult></ListBucketResult>")
            case path:
                self.note()
                found = self.objects.get(path)
                self.answer(404 if found is None else 200, found or b"<Error><Code>NoSuchKey</Code></Error>")

    def do_POST(self):
        """STS."""
        body = self.body()
        form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        match form["Action"]:
            case "AssumeRole" | "GetCallerIdentity" if not self.is_signed("sts", body):
                return self.answer(403, b"<Error><Message>The signature does not match</Message></Error>")
            case "AssumeRole":
                name = f"{form['RoleArn'].split('/')[-1]}.{form.get('ExternalId', '')}.{self.caller()}"
            case "AssumeRoleWithWebIdentity" if form["WebIdentityToken"] == "web-token" and not self.caller():
                name = f"WEB.{form['RoleArn'].split('/')[-1]}"
            case "GetCallerIdentity":
                return self.answer(200, b"<Account>111122223333</Account>")
            case _:
                return self.answer(403, b"<Error><Message>The token is not valid</Message></Error>")
        made = temporary(name)
        self.answer(200, "".join(f"<{key}>{made[value]}</{key}>" for key, value in {
            "AccessKeyId": "AccessKeyId", "SecretAccessKey": "SecretAccessKey", "SessionToken": "Token",
            "Expiration": "Expiration"}.items()).encode())

    def caller(self) -> str:
        """The access key that signed; nothing where nobody did."""
        return self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]

    def note(self, body: bytes = b""):
        key = self.caller()
        token = self.headers.get("x-amz-security-token")
        needed = any(one.startswith(f"{key}-token") for one in given)
        valid = given.get(token, 0) > time.time() and token.startswith(f"{key}-token") if needed else token is None
        right = valid and self.is_signed("s3", body)
        with self.log.open("a") as log:
            print(key if right else f"{key}!", self.command, self.path, file=log)

    def is_signed(self, service: str, body: bytes) -> bool:
        fields = dict(part.split("=", 1) for part in self.headers["Authorization"].split(" ", 1)[1].split(", "))
        scope = fields["Credential"].split("/", 1)[1]
        names = fields["SignedHeaders"].split(";")
        url = urlsplit(self.path)
        canonical = "\n".join([
            self.command, url.path or "/", "&".join(sorted(url.query.split("&"))),
            *(f"{name}:{self.headers[name].strip()}" for name in names), "", ";".join(names),
            hashlib.sha256(body).hexdigest()])
        text = "\n".join(["AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope,
                          hashlib.sha256(canonical.encode()).hexdigest()])
        key = b"AWS4secret"
        for word in [*scope.split("/"), text]:
            key = hmac.digest(key, word.encode(), "sha256")
        return key.hex() == fields["Signature"] and scope.split("/")[1:] == ["eu-west-1", service, "aws4_request"]

    def guarded(self, field: str, wanted: str, answer):
        if self.headers.get(field) != wanted:
            return self.answer(401, b"{}")
        return self.answer(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, body: bytes = b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--lifetime", type=int, default=3600, help="of credentials, in seconds")
    options = parser.parse_args()
    AWS.log, AWS.lifetime = options.log, options.lifetime
    server = ThreadingHTTPServer(("127.0.0.1", 0), AWS)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
