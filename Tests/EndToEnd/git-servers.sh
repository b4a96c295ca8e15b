# Templates and fleets from git servers, over https and ssh on this machine.
export RCW_HOME=home RCW_OWNER=ann GIT_CONFIG_GLOBAL=$PWD/gitconfig HOME=$PWD GIT_TERMINAL_PROMPT=0
unset RCW_DATABASE_URL SSH_AUTH_SOCK
git config --file "$GIT_CONFIG_GLOBAL" user.name Ann
git config --file "$GIT_CONFIG_GLOBAL" user.email ann@example.com
git config --file "$GIT_CONFIG_GLOBAL" init.defaultBranch main
git config --file "$GIT_CONFIG_GLOBAL" safe.directory '*'

processes=()
trap '[ ${#processes[@]} -eq 0 ] || kill "${processes[@]}" 2>/dev/null || true' EXIT
refused() {
  if "$RCW" "$@" >refused.txt 2>&1; then
    echo "was not refused: rcw $*" >&2
    exit 1
  fi
  cat refused.txt
}
active() { "$RCW" template list --column name,active_version | awk -v name="$1" '$1 == name { print $2 }'; }
version() {
  cat >work/template/main.tf <<HCL
resource "terraform_data" "box" {
  input = "$1"
}
HCL
  git -C work add --all
  git -C work commit --quiet --message "$1"
  git -C work push --quiet origin HEAD:main 2>/dev/null
}

mkdir -p served/private
git init --quiet --bare served/boxes.git
git clone --quiet served/boxes.git work 2>/dev/null
mkdir -p work/template work/workspaces
echo "Boxes." >work/template/README.md
cat >work/workspaces/all.hcl <<HCL
workspace "dev" {
  template = "box"
}
HCL
version one
cp -r served/boxes.git served/private/boxes.git

echo "-- https: a certificate that nobody vouches for is refused, and one that is vouched for is not"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout key.pem -out cert.pem \
  -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null
mkfifo stop
python3 "$ROOT/Tests/Servers/git_https.py" served cert.pem key.pem <stop >port &
processes+=($!)
exec 9>stop
for _ in {1..100}; do [ -s port ] && break || sleep 0.1; done
url=https://127.0.0.1:$(cat port)
refused template push box --git "$url/boxes.git" --path template | grep -i 'certificate'
export GIT_SSL_CAINFO=$PWD/cert.pem
"$RCW" template push box --git "$url/boxes.git" --path template | grep 'Pushed box v1'
refused template push box --git "$url/nothing.git" | grep 'not found'
refused template push box --git "$url/boxes.git" --ref nowhere | grep 'no branch or tag "nowhere"'

echo "-- credentials come from git's own helpers"
refused template push private --git "$url/private/boxes.git" --path template | grep -iE 'auth|username'
git config --file "$GIT_CONFIG_GLOBAL" credential.helper '!f() { echo username=ann; echo password=secret; }; f'
"$RCW" template push private --git "$url/private/boxes.git" --path template | grep 'Pushed private v1'
! grep -r --quiet secret home

echo "-- a tracked branch makes versions"
"$RCW" template track box --git "$url/boxes.git" --ref main --path template --every 5m --promote always >/dev/null
version two
"$RCW" template sync box >/dev/null
[ "$(active box)" = v2 ]

echo "-- a fleet"
"$RCW" sync "$url/boxes.git" | grep 'ann/dev'
"$RCW" show dev | grep 'box v2'
version three
"$RCW" template sync box >/dev/null
"$RCW" sync "$url/boxes.git" --dry-run | grep 'version v2 -> v3' || [ "${PIPESTATUS[0]}" = 2 ]
"$RCW" sync "$url/boxes.git" >/dev/null
"$RCW" create other --git "$url/boxes.git" --path template --template box --yes >/dev/null
"$RCW" show other | grep 'box v3'

echo "-- ssh: a host that is not known is refused, then one whose key has changed"
[ -x /usr/sbin/sshd ] || {
  echo "there is no /usr/sbin/sshd (Debian: openssh-server)" >&2
  exit 1
}
mkdir -p .ssh && chmod 700 .ssh
ssh-keygen -q -t ed25519 -N '' -f user_key
ssh-keygen -q -t ed25519 -N '' -f host_key
ssh-keygen -q -t ed25519 -N '' -f other_key
cp user_key.pub authorized && chmod 600 authorized
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >sshd_config <<CONF
Port $port
ListenAddress 127.0.0.1
HostKey $PWD/host_key
AuthorizedKeysFile $PWD/authorized
PasswordAuthentication no
UsePAM no
StrictModes no
PidFile none
CONF
mkdir -p /run/sshd 2>/dev/null || true
/usr/sbin/sshd -D -e -f "$PWD/sshd_config" 2>sshd.log &
processes+=($!)
for _ in {1..50}; do (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break || sleep 0.1; done
ssh_url=ssh://$(id -un)@127.0.0.1:$port$PWD/served/boxes.git
export GIT_SSH_COMMAND="ssh -i $PWD/user_key -o IdentitiesOnly=yes -o UserKnownHostsFile=$PWD/known -o StrictHostKeyChecking=yes"
refused template push overssh --git "$ssh_url" --path template | grep -i 'host key'
echo "[127.0.0.1]:$port $(cat other_key.pub)" >known
refused template push overssh --git "$ssh_url" --path template | grep -i 'host'
echo "[127.0.0.1]:$port $(cat host_key.pub)" >known
"$RCW" template push overssh --git "$ssh_url" --path template | grep 'Pushed overssh v1'
[ "$("$RCW" template list --column name | grep --count overssh)" = 1 ]
"$RCW" delete dev other --yes >/dev/null
