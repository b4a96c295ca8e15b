# shellcheck shell=bash
# Finds the Swift toolchain, or installs it with swiftly, or says exactly how to.

# The oldest that Package.swift's tools version admits, and the one installed where there is none.
SWIFT_MINIMUM=6.2
SWIFT_WANTED=6.3.1
SWIFTLY_FOLDER=${SWIFTLY_BIN_DIR:-$HOME/.local/share/swiftly/bin}

# Puts a Swift of at least SWIFT_MINIMUM first on PATH. A toolchain brings no linker and no C library, and links
# to the last two of these itself.
need_swift() {
  local bin
  need_packages binutils g++ libc6-dev libncurses6 libxml2
  for bin in "" "$SWIFTLY_FOLDER" /opt/swift/usr/bin /usr/local/swift/usr/bin; do
    if swift_is_recent "${bin:+$bin/}swift"; then
      [ -z "$bin" ] || PATH="$bin:$PATH"
      return 0
    fi
  done
  install_swift || die "$(swift_advice)"
  swift_is_recent swift || die "$(swift_advice)"
}

# Does this `swift` run, and is it recent enough?
swift_is_recent() {
  local version
  has "$1" || return 1
  version=$("$1" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  [ -n "$version" ] && [ "$(printf '%s\n' "$SWIFT_MINIMUM" "$version" | sort -V | head -n 1)" = "$SWIFT_MINIMUM" ]
}

# Installs SWIFT_WANTED for this user as https://www.swift.org/install/linux/swiftly describes.
install_swift() {
  local folder archive after
  folder=$(mktemp -d)
  after=$folder/after-install.sh
  archive=https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz
  step "Installing Swift $SWIFT_WANTED with swiftly for user $(id -un) (about 1 GB, once)"
  need_packages ca-certificates curl gnupg
  quietly curl -fsSL --retry 2 -o "$folder/swiftly.tar.gz" "$archive" || return 1
  tar -xzf "$folder/swiftly.tar.gz" -C "$folder"
  quietly "$folder/swiftly" init --assume-yes --skip-install --quiet-shell-followup || return 1
  PATH=$SWIFTLY_FOLDER:$PATH
  quietly swiftly install --assume-yes --use --post-install-file "$after" "$SWIFT_WANTED" || return 1
  # swiftly writes down which system packages the toolchain needs; installing them takes root.
  [ ! -s "$after" ] || quietly as_root sh "$after" || return 1
  rm -rf "$folder"
}

swift_advice() {
  cat <<TEXT
Swift $SWIFT_MINIMUM or newer is needed and could not be installed here. By hand, for this user:
    curl -fsSLO https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz
    tar -xzf swiftly-$(uname -m).tar.gz && ./swiftly init
    swiftly install $SWIFT_WANTED
or unpack a toolchain from https://www.swift.org/install/linux and put its usr/bin on PATH; then run $PROGRAM again.
TEXT
}
