# A template's life: pushed from a folder, from a repository by range, tracked, diffed, promoted, backed up; and what is
# wrong is refused with nothing changed.
export RCW_HOME=$PWD/home GIT_CONFIG_GLOBAL=$PWD/gitconfig RCW_OWNER=e2e
unset RCW_DATABASE_URL
git config --file "$GIT_CONFIG_GLOBAL" user.name Bob
git config --file "$GIT_CONFIG_GLOBAL" user.email bob@example.com
git config --file "$GIT_CONFIG_GLOBAL" init.defaultBranch main

expect() {
  local what=$1
  shift
  "$@" || {
    echo "not so: $what" >&2
    exit 1
  }
}

# Whether a command fails, and says these words.
refused() {
  local words=$1
  shift
  if "$@" >refusal 2>&1; then return 1; fi
  grep -qF -- "$words" refusal || {
    cat refusal >&2
    return 1
  }
}

commit() { git -C repo commit --quiet --all --message "$1"; }
active() { "$RCW" template list --column name,active_version | awk -v name="$1" '$1 == name { print $2 }'; }

# From a folder.
"$RCW" template init --id docker-minimal mine >/dev/null
"$RCW" template push mine --directory mine --message "First" >/dev/null
expect "the same files are no new version" grep -q "Nothing has changed" <("$RCW" template push mine -d mine)
echo "# more" >>mine/main.tf
"$RCW" template push mine -d mine --activate=false >/dev/null
expect "a version need not become active" test "$(active mine)" = v1
expect "a diff shows the line" grep -qx "+# more" <("$RCW" template diff mine v1 v2)
"$RCW" template promote mine v2 >/dev/null
expect "promotion counts" test "$(active mine)" = v2
"$RCW" template pull mine@v1 pulled >/dev/null
expect "files come back" cmp -s pulled/README.md mine/README.md
expect "parameters are known" grep -q '"name":"memory"' <("$RCW" template show mine -o json | tr -d ' \n')

# What is wrong is refused.
mkdir broken
echo 'resource "docker_volume" {' >broken/main.tf
expect "a broken file" refused "Unclosed block" "$RCW" template push mine -d broken
ln -s /etc/passwd broken/link
expect "a link that leads out" refused "link: a link that leads out" "$RCW" template push mine -d broken
expect "an unknown template" refused 'Did you mean "mine"?' "$RCW" template show mien
expect "a bad name" refused "cannot be the name" "$RCW" template push 'no good' -d mine
expect "nothing has changed by that" test "$(active mine)" = v2

# From a repository.
mkdir -p repo/docker
cp mine/* repo/docker
git -C repo init --quiet
git -C repo add --all
commit "One"
git -C repo tag v1.0.0
echo "# two" >>repo/docker/main.tf
commit "Two"
git -C repo tag v1.5.0
"$RCW" template push ranged --git "file://$PWD/repo" --ref '^1.0' --path docker >/dev/null
expect "a range takes the newest tag" test "$(active ranged)" = v1.5.0
expect "no such branch" refused 'no branch or tag "mian"' "$RCW" template push ranged --git ./repo --ref mian
expect "no such repository" refused "does not appear to be a git repository" \
  "$RCW" template push ranged --git ./nothing
expect "no such server" refused "Connection refused" "$RCW" template push ranged --git ssh://git@127.0.0.1:9/x

# Tracked.
"$RCW" template track live --git ./repo --path docker --promote clean >/dev/null
"$RCW" template sync >/dev/null
expect "a commit is a version" test "$(active live)" = v1
echo 'resource "docker_nothing" "x" {}' >>repo/docker/main.tf
commit "Broken"
expect "a broken commit is none" refused "Invalid resource type" "$RCW" template sync live
git -C repo reset --quiet --hard HEAD~2
echo "# other" >>repo/docker/main.tf
commit "Rewritten"
expect "a rewritten branch is noticed" refused "was rewritten" "$RCW" template sync live
"$RCW" template sync live --accept-rewrite >/dev/null
expect "and taken when that is meant" test "$(active live)" = v2

# Signed with gpg; ssh keys are in TemplateSourceTests.
export GNUPGHOME=$PWD/gnupg
mkdir -m 700 gnupg
gpg --batch --quiet --passphrase '' --quick-generate-key 'Ann <ann@example.com>' ed25519 sign never 2>/dev/null
"$RCW" template track signed --git ./repo --path docker --signed >/dev/null
expect "an unsigned commit is not trusted" refused "not signed by anybody who is trusted" "$RCW" template sync signed
echo "# signed" >>repo/docker/main.tf
git -C repo -c user.name=Ann -c user.email=ann@example.com -c user.signingkey=ann@example.com \
  commit --quiet --all --gpg-sign --message "Signed"
"$RCW" template sync signed >/dev/null
expect "a signed one is" test "$(active signed)" = v1
gpgconf --kill gpg-agent

# Backed up.
"$RCW" template push sealed -d mine --variable image=rcw-base:latest >/dev/null 2>&1
"$RCW" admin backup backup.tar >/dev/null
"$RCW" template delete live --yes >/dev/null
"$RCW" admin restore backup.tar --yes >/dev/null
expect "what was deleted is back" test "$(active live)" = v2
"$RCW" admin check >/dev/null
dd if=/dev/zero of=home/rcw.db bs=1024 seek=8 count=40 conv=notrunc 2>/dev/null
rm -f home/rcw.db-wal home/rcw.db-shm
expect "a corrupt database is told" refused "rcw admin restore FILE" "$RCW" admin check
"$RCW" admin restore backup.tar --yes >/dev/null
"$RCW" admin check >/dev/null
