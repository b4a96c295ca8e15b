# Providers from a registry and from a network mirror: signed, checked, locked, cached, and refused when anything is wrong.
source "$ROOT/Tests/EndToEnd/lib/words.sh"
type gpg gpgv >/dev/null || exit 1
export RCW_HOME=$PWD/home RCW_CLI_CONFIG_FILE=$PWD/cli.tfrc GNUPGHOME=$PWD/gnupg
mkdir -m 700 gnupg

# A registry: two versions of one provider for two platforms, as files.
python3 - <<'EOF'
import hashlib, json, os, zipfile
root = "web/v1/acme/thing"
os.makedirs(root)
versions = []
for version in ["1.0.0", "1.1.0"]:
    sums = {}
    for arch in ["amd64", "arm64"]:
        name = f"terraform-provider-thing_{version}_linux_{arch}.zip"
        os.makedirs(f"{root}/{version}/download/linux", exist_ok=True)
        with zipfile.ZipFile(f"{root}/{version}/{name}", "w") as archive:
            archive.writestr(f"terraform-provider-thing_v{version}", f"#!/bin/sh\n# {arch}\n" * 1000)
        sums[name] = hashlib.sha256(open(f"{root}/{version}/{name}", "rb").read()).hexdigest()
        place = f"/v1/acme/thing/{version}"
        json.dump({"protocols": ["6.0"], "os": "linux", "arch": arch, "filename": name, "shasum": sums[name],
                   "download_url": f"{place}/{name}", "shasums_url": f"{place}/SHA256SUMS",
                   "shasums_signature_url": f"{place}/SHA256SUMS.sig", "signing_keys": None},
                  open(f"{root}/{version}/download/linux/{arch}", "w"))
    open(f"{root}/{version}/SHA256SUMS", "w").write("".join(f"{s}  {n}\n" for n, s in sums.items()))
    versions.append({"version": version, "protocols": ["6.0"],
                     "platforms": [{"os": "linux", "arch": arch} for arch in ["amd64", "arm64"]]})
json.dump({"versions": versions}, open(f"{root}/versions", "w"))
EOF
sign() { gpg --batch --quiet --yes --local-user "$1" --detach-sign --output "$2.sig" "$2"; }
for who in author stranger; do
  gpg --batch --quiet --passphrase '' --quick-generate-key "$who" ed25519 sign never 2>/dev/null
done
gpg --armor --export author >author.asc
python3 - <<'EOF'
import glob, json
keys = {"gpg_public_keys": [{"key_id": "X", "ascii_armor": open("author.asc").read()}]}
for path in glob.glob("web/v1/acme/thing/*/download/linux/*"):
    document = json.load(open(path))
    json.dump(document | {"signing_keys": keys}, open(path, "w"))
EOF
for version in 1.0.0 1.1.0; do sign author "web/v1/acme/thing/$version/SHA256SUMS"; done

mkfifo address
python3 -u - >address <<'EOF' &
import functools, http.server
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="web")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
EOF
server=$!
trap 'kill $server' EXIT
read -r port <address
url=http://127.0.0.1:$port
printf 'host "registry.test" {\n  services = { "providers.v1" = "%s/v1/" }\n}\n' "$url" >cli.tfrc
cat >main.tf <<'EOF'
terraform {
  required_providers {
    thing = { source = "registry.test/acme/thing", version = "~> 1.0" }
  }
}
EOF

# The newest version that fits, with the signature of its author; what is locked is taken from then on.
run init
says "Installed registry.test/acme/thing 1.1.0 (signed with key "
[ "$(grep -c '"zh:' .terraform.lock.hcl)" -eq 2 ] || fail "the lock file has all that is signed"
rm -r .terraform
run init
says "1.1.0"
if grep -q Installing log; then fail "it comes from the cache"; fi
sed -i 's/~> 1.0"/~> 1.0.0"/' main.tf
refuses "init -upgrade" init
run init -upgrade
says "1.0.0"
anew
refuses "may not be changed" init -lockfile=readonly

# A list that another has signed, a package that is not in it, and one that is not what was signed.
anew home
sign stranger web/v1/acme/thing/1.0.0/SHA256SUMS
refuses "cannot be trusted" init
sign author web/v1/acme/thing/1.0.0/SHA256SUMS
echo more >>web/v1/acme/thing/1.0.0/terraform-provider-thing_1.0.0_linux_amd64.zip
refuses "not the one that was promised" init
[ ! -e .terraform/providers ] || fail "nothing was installed"
sed -i 's/~> 1.0.0"/1.1.0"/' main.tf

# Checksums for other machines, and a mirror of packages, which may be served.
anew
run providers lock -platform=linux_amd64 -platform=linux_arm64
[ "$(grep -c '"h1:' .terraform.lock.hcl)" -eq 2 ] || fail "both platforms are locked"
run providers mirror -platform=linux_amd64 -platform=linux_arm64 web/mirror
printf 'provider_installation {\n  network_mirror { url = "%s/mirror/" }\n}\n' "$url" >cli.tfrc
rm -rf home
run init
says "by the word of 127.0.0.1"
anew home
echo more >>web/mirror/registry.test/acme/thing/terraform-provider-thing_1.1.0_linux_amd64.zip
refuses "not the one that was promised" init
printf 'provider_installation {\n  network_mirror { url = "http://127.0.0.1:1/" }\n}\n' >cli.tfrc
refuses "127.0.0.1" init
