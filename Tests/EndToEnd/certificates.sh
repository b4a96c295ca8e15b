# What the provider tls makes, OpenSSL and OpenSSH take for what it is.

cat >main.tf <<'HCL'
locals {
  keys = {
    rsa  = ["RSA", "P224"], p224 = ["ECDSA", "P224"], p256 = ["ECDSA", "P256"], p384 = ["ECDSA", "P384"]
    p521 = ["ECDSA", "P521"], ed25519 = ["ED25519", "P224"]
  }
  files = merge([
    for name, key in tls_private_key.all : {
      "${name}.key" = key.private_key_pem, "${name}.pkcs8" = key.private_key_pem_pkcs8
      "${name}.ssh" = key.private_key_openssh, "${name}.pub" = key.public_key_openssh
      "${name}.public" = key.public_key_pem, "${name}.print" = key.public_key_fingerprint_sha256
      "${name}.ca" = tls_self_signed_cert.ca[name].cert_pem, "${name}.csr" = tls_cert_request.host[name].cert_request_pem
      "${name}.crt" = tls_locally_signed_cert.host[name].cert_pem
    }
  ]...)
}
resource "tls_private_key" "all" {
  for_each    = local.keys
  algorithm   = each.value[0]
  ecdsa_curve = each.value[1]
}
resource "tls_self_signed_cert" "ca" {
  for_each              = local.keys
  private_key_pem       = tls_private_key.all[each.key].private_key_pem
  is_ca_certificate     = true
  validity_period_hours = 24
  allowed_uses          = ["cert_signing"]
  subject { common_name = "ca of ${each.key}" }
}
resource "tls_cert_request" "host" {
  for_each        = local.keys
  private_key_pem = tls_private_key.all[each.key].private_key_pem_pkcs8
  dns_names       = ["localhost"]
  ip_addresses    = ["127.0.0.1", "::1"]
}
resource "tls_locally_signed_cert" "host" {
  for_each              = local.keys
  cert_request_pem      = tls_cert_request.host[each.key].cert_request_pem
  ca_cert_pem           = tls_self_signed_cert.ca[each.key].cert_pem
  ca_private_key_pem    = tls_private_key.all[each.key].private_key_pem
  validity_period_hours = 12
  allowed_uses          = ["digital_signature", "server_auth"]
}
resource "local_sensitive_file" "all" {
  for_each        = local.files
  filename        = each.key
  content         = each.value
  file_permission = "0600"
}
HCL
"$RCW" apply -auto-approve >/dev/null

for name in rsa p224 p256 p384 p521 ed25519; do
  openssl pkey -in "$name.key" -pubout | cmp - "$name.public"
  openssl pkey -in "$name.pkcs8" -pubout -check -out /dev/null
  openssl req -in "$name.csr" -verify -noout
  openssl verify -CAfile "$name.ca" -verify_ip ::1 "$name.crt"
  if [ "$name" = p224 ]; then test ! -s "$name.ssh"; continue; fi
  ssh-keygen -y -f "$name.ssh" | cut -d' ' -f1,2 | cmp - "$name.pub"
  ssh-keygen -lf "$name.pub" | grep -qF "$(cat "$name.print")"
done

# A host shows its certificates, whatever it speaks.
openssl s_server -accept 127.0.0.1:0 -cert p256.crt -key p256.key >server 2>&1 </dev/zero &
server=$!
trap 'kill $server' EXIT
port=
for _ in $(seq 100); do
  port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' server)
  if [ -n "$port" ]; then break; fi
  sleep 0.1
done
mkdir host
printf 'data "tls_certificate" "it" {\n  url          = "tls://127.0.0.1:%s"\n  verify_chain = false\n}\noutput "issuer" { value = data.tls_certificate.it.certificates[0].issuer }\n' "$port" >host/main.tf
"$RCW" -chdir=host apply -auto-approve >/dev/null
test "$("$RCW" -chdir=host output -raw issuer)" = "CN=ca of p256"
