# Providers in OCI registries, as OpenTofu's oci_mirror has them: on Debian's docker-registry with a password, and on a server that
# wants tokens and breaks off.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
type docker-registry >/dev/null || exit 1
export RCW_HOME=$PWD/home RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc HOME=$PWD/user
unset DOCKER_CONFIG XDG_CONFIG_HOME XDG_RUNTIME_DIR
mkdir -p user/.docker

mirror_is() {
  printf 'provider_installation {\n  oci_mirror {\n    repository_template = "%s"\n    include = ["example.com/*/*"]\n  }\n}\n' \
    "127.0.0.1:$1/providers/\${namespace}/\${type}" >cli.tfrc
}

# The packages, and what leads to them.
cat >packages.py <<'END'
import hashlib, io, json, platform, random, zipfile

ARCH = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
INDEX, MANIFEST = "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json"
blobs, tags = {}, {}

def keep(content):
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    blobs[digest] = content
    return {"digest": digest, "size": len(content)}

def package(version, arch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        program = f"#!/bin/sh\n# {arch}\n".encode() + random.Random(version).randbytes(300_000)
        archive.writestr(f"terraform-provider-thing_v{version}", program)
    return content.getvalue()

empty = {"mediaType": "application/vnd.oci.empty.v1+json", **keep(b"{}")}
for version in ["1.0.0", "1.1.0+build.5"]:
    targets = []
    for arch in ["other", ARCH]:
        layer = {"mediaType": "archive/zip", **keep(package(version, arch))}
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": empty, "layers": [layer],
                    "artifactType": "application/vnd.opentofu.provider-target"}
        targets.append({"mediaType": MANIFEST, "artifactType": manifest["artifactType"],
                        "platform": {"os": "linux", "architecture": arch}, **keep(json.dumps(manifest).encode())})
    index = {"schemaVersion": 2, "mediaType": INDEX, "artifactType": "application/vnd.opentofu.provider",
             "manifests": targets}
    tags[version.replace("+", "_")] = json.dumps(index).encode()
END

# Debian's registry. The hash was made with: htpasswd -Bbn rcw secret
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# shellcheck disable=SC2016
echo 'rcw:$2y$05$6/X2tIWp9oWz4/hOABUrguTifEXOd.ErQIS83vS08219BprtmQJHG' >htpasswd
cat >registry.yml <<END
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $PWD/registry}}
http: {addr: "127.0.0.1:$port"}
auth: {htpasswd: {realm: test, path: $PWD/htpasswd}}
END
docker-registry serve registry.yml >registry.log 2>&1 &
registry=$!
server=
trap 'kill $registry $server' EXIT
for _ in $(seq 50); do curl --silent "http://127.0.0.1:$port/v2/" >/dev/null && break || sleep 0.1; done
python3 - "http://127.0.0.1:$port/v2/providers/acme/thing" <<'END'
import base64, sys, urllib.request
sys.path.insert(0, ".")
from packages import *
base, login = sys.argv[1], "Basic " + base64.b64encode(b"rcw:secret").decode()

def send(method, url, content=None, kind="application/octet-stream"):
    headers = {"Authorization": login, "Content-Type": kind}
    return urllib.request.urlopen(urllib.request.Request(url, content, headers, method=method))

manifests = {digest: content for digest, content in blobs.items() if b'"layers"' in content[:4000] and content[:1] == b"{"}
for digest, content in blobs.items():
    if digest not in manifests:
        place = send("POST", f"{base}/blobs/uploads/", b"").headers["Location"]
        send("PUT", f"{place}&digest={digest}", content)
for digest, content in manifests.items():
    send("PUT", f"{base}/manifests/{digest}", content, MANIFEST)
for tag, content in tags.items():
    send("PUT", f"{base}/manifests/{tag}", content, INDEX)
END
mirror_is "$port"
cat >main.tf <<'END'
terraform {
  required_providers {
    thing = { source = "example.com/acme/thing" }
  }
}
END
refuses "does not let us see 127.0.0.1:$port/providers/acme/thing" init
printf '{"auths": {"127.0.0.1:%s": {"auth": "%s"}}}\n' "$port" "$(printf rcw:secret | base64)" >user/.docker/config.json
run init
says "Installed example.com/acme/thing 1.1.0+build.5 (by the word of 127.0.0.1:$port)"
[ "$(grep -c '"h1:' .terraform.lock.hcl)" -eq 1 ] || fail "it is locked"
rm user/.docker/config.json
printf 'oci_credentials "127.0.0.1:%s/providers" {\n  username = "rcw"\n  password = "secret"\n}\n' "$port" >>cli.tfrc
anew home
sed -i 's/thing" }/thing", version = "1.0.0" }/' main.tf
run init
says "Installed example.com/acme/thing 1.0.0"
anew home
sed -i 's/1.0.0/2.0.0/' main.tf
refuses "1.0.0, 1.1.0+build.5" init

# A mirror of it is one for everybody.
sed -i 's/2.0.0/1.0.0/' main.tf
anew
run providers mirror folder
ls folder/example.com/acme/thing/terraform-provider-thing_1.0.0_linux_*.zip >/dev/null || fail "the package is there"
cat >other.tfrc <<END
provider_installation {
  filesystem_mirror { path = "$PWD/folder" }
}
END
RCW_CLI_CONFIG_FILE=$PWD/other.tfrc run init

# A registry that wants tokens, gives its list in pages, and breaks off in the middle of a package.
mkfifo address
python3 -u - >address 2>requests <<'END' &
import http.server, json, sys
sys.path.insert(0, ".")
from packages import *
broken = set()

class Handler(http.server.BaseHTTPRequestHandler):
    def send(self, status, content, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        port, repository = self.server.server_port, "/v2/providers/acme/thing"
        if self.path.startswith("/token?"):
            good = "scope=repository%3Aproviders%2Facme%2Fthing%3Apull" in self.path
            return self.send(200, json.dumps({"token": "open" if good else "shut"}).encode())
        if self.headers.get("Authorization") != "Bearer open":
            challenge = f'Bearer realm="http://127.0.0.1:{port}/token",service="s",scope="repository:providers/acme/thing:pull"'
            return self.send(401, b"", WWW_Authenticate=challenge)
        if self.path == f"{repository}/tags/list?n=1000":
            link = f'<{repository}/tags/list?last=x>; rel="next"'
            return self.send(200, b'{"tags": ["latest", "1.0.0"]}', Link=link)
        if self.path == f"{repository}/tags/list?last=x":
            return self.send(200, b'{"tags": ["1.1.0_build.5"]}')
        name = self.path.rpartition("/")[2]
        content = tags.get(name) or blobs.get(name)
        if content is None:
            return self.send(404, b"")
        if "/blobs/" not in self.path:
            return self.send(200, content)
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if name not in broken:
            broken.add(name)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:100_000])
            return
        print("from", start, file=sys.stderr, flush=True)
        if start:
            return self.send(206, content[start:], Content_Range=f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send(200, content)

    def log_message(self, *arguments):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
END
server=$!
read -r port <address
mirror_is "$port"
sed -i 's/1.0.0/> 1.0.0/' main.tf
anew home
refuses "Downloading http://127.0.0.1:$port/v2/providers/acme/thing/blobs/sha256:" init
run init
says "1.1.0+build.5"
grep -qx "from 100000" requests || fail "it goes on where it was broken off: $(cat requests)"
