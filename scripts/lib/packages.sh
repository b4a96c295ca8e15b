# shellcheck shell=bash
# Debian packages the scripts need, installed only where missing.

# What a build of the program needs: the headers of its C libraries, and git for its packages.
need_build_packages() {
  need_packages ca-certificates git libcurl4-openssl-dev libgit2-dev libsqlite3-dev libyaml-dev pkg-config
}

# Is the Debian package installed, or the command of that name there by another way?
package_present() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] || has "$1"
}

# Installs those of the named packages that are missing.
need_packages() {
  local missing=() name
  for name in "$@"; do
    package_present "$name" || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  if ! has apt-get; then
    note "There is no apt-get here; if what follows fails, install what these Debian packages hold: ${missing[*]}"
    return 0
  fi
  step "Installing Debian packages: ${missing[*]}"
  # Package lists may be absent or old: a second try with new ones.
  apt_install "${missing[@]}" >/dev/null 2>&1 || {
    quietly apt_get update || note "Some package lists could not be read; going on with those that could."
    quietly apt_install "${missing[@]}" ||
      die "could not install packages; try: apt-get install -y --no-install-recommends ${missing[*]}"
  }
}

# Another program may hold the package lock: wait for it, up to five minutes.
apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }

apt_install() { apt_get install -y --no-install-recommends "$@"; }
