# shellcheck shell=bash
# An SSH server for tests to start on a port of their own. Needs lib/packages.sh.

# Installs sshd where there is none, and leaves it off: nobody who runs tests wants his machine to be reached by it.
need_sshd() {
  [ ! -x /usr/sbin/sshd ] || return 0
  local policy=/usr/sbin/policy-rc.d is_ours=no
  if [ ! -e "$policy" ]; then
    is_ours=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  need_packages openssh-server
  [ "$is_ours" = no ] || as_root rm -f "$policy"
  if has systemctl; then as_root systemctl disable --quiet ssh.service ssh.socket 2>/dev/null || true; fi
}
