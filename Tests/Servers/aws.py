"""What of AWS a login goes through, and a bucket that notes who comes: tokens of roles and web identities (STS), a
single sign-on, the metadata of a machine and of a container. The credentials that each gives are named after it.

Prints its address, and writes a line for each request to the bucket: the access key, the method and the path.
"""

import argparse
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


def temporary(name: str) -> dict:
    """What metadata says. The token of a name is to come with its requests."""
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    return {"Code": "Success", "AccessKeyId": name, "SecretAccessKey": "secret", "Token": f"{name}-token",
            "Expiration": end}


class AWS(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes] = {}
    log: Path

    def do_PUT(self):
        if self.path == "/latest/api/token":
            return self.answer(200 if "X-aws-ec2-metadata-token-ttl-seconds" in self.headers else 400, b"machine-token")
        self.note()
        self.objects[self.path] = self.body()
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
                role = parse_qs(url.query)["role_name"][0]
                self.guarded("x-amz-sso_bearer_token", "sign-on-token", {"roleCredentials": {
                    "accessKeyId": f"SIGNON.{role}", "secretAccessKey": "secret",
                    "sessionToken": f"SIGNON.{role}-token", "expiration": int(time.time() + 3600) * 1000}})
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
        form = {key: values[0] for key, values in parse_qs(self.body().decode()).items()}
        match form["Action"]:
            case "AssumeRole":
                name = f"{form['RoleArn'].split('/')[-1]}.{form.get('ExternalId', '')}.{self.caller()}"
            case "AssumeRoleWithWebIdentity" if form["WebIdentityToken"] == "web-token" and not self.caller():
                name = f"WEB.{form['RoleArn'].split('/')[-1]}"
            case "GetCallerIdentity":
                return self.answer(200, b"<Account>111122223333</Account>")
            case _:
                return self.answer(403, b"<Error><Message>The token is not valid</Message></Error>")
        given = temporary(name)
        self.answer(200, "".join(f"<{key}>{given[value]}</{key}>" for key, value in {
            "AccessKeyId": "AccessKeyId", "SecretAccessKey": "SecretAccessKey", "SessionToken": "Token",
            "Expiration": "Expiration"}.items()).encode())

    def caller(self) -> str:
        """The access key that signed; nothing where nobody did."""
        return self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]

    def note(self):
        key = self.caller()
        token = self.headers.get("x-amz-security-token")
        word = key if token in (None, f"{key}-token") else f"{key} with the wrong token"
        with self.log.open("a") as log:
            print(word, self.command, self.path, file=log)

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
    AWS.log = parser.parse_args().log
    server = ThreadingHTTPServer(("127.0.0.1", 0), AWS)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
