# shellcheck shell=bash
# What the installers share. Sourced, not run. An engine lives in the cache under <name>-<version>, made whole or not at all.

deps=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${MUNSHI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/munshi}

say() { printf 'deps: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

# pinned NAME: the version of an engine, as the programs and tests look for it.
pinned() {
  sed -n "s/^[[:space:]]*$1Version[[:space:]]*= \"\(.*\)\"$/\1/p" "$deps/../../deploy/engines/cache/cache.go"
}

# engine NAME VERSION FILE WHAT FUNCTION: unless FILE is in the engine's directory, has FUNCTION fill an empty directory, and
# puts that in its place. Two installers at once wait for each other.
engine() {
  local name=$1 version=$2 file=$3 what=$4 fill=$5
  local place=$cache/$name-$version fresh
  [[ -n $version ]] || fail "no version is pinned for $name in deploy/engines/cache/cache.go"
  [[ -e $place/$file ]] && return 0
  mkdir -p "$cache" || fail "cannot make the cache directory $cache: set MUNSHI_CACHE to one that can be written"
  exec 9> "$cache/.$name.lock"
  flock 9
  [[ -e $place/$file ]] && return 0
  say "installing $what into $place"
  fresh=$(mktemp -d "$cache/.$name.XXXXXX")
  # shellcheck disable=SC2064 # the name is wanted as it is now
  trap "rm -rf '$fresh'" EXIT
  "$fill" "$fresh" || fail "could not install $what: the reason is above. It needs the network once; then $place is enough"
  [[ -e $fresh/$file ]] || fail "could not install $what: it brought no $file"
  chmod 755 "$fresh"
  rm -rf "$place"
  mv "$fresh" "$place"
  exec 9>&-
}

# need COMMAND FOR_WHAT
need() { command -v "$1" > /dev/null || fail "$1 is not installed, $2 needs it: run scripts/deps/install (make deps, make deps-test)"; }
