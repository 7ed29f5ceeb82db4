#!/bin/sh
# Fetchery. Behind this script lies the jar: `java -jar` takes the file as well.
# FETCHERY_JAVA_OPTS adds flags of the JVM; they come last and win.

case $0 in /*) self=$0 ;; *) self=$PWD/$0 ;; esac

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
elif java=$(command -v java); then
  :
else
  echo "fetchery: no Java found: install a JDK or JRE of version 17 or later, or set JAVA_HOME" >&2
  exit 2
fi

# Where the JVM really lives: its release file tells its version without starting it.
jvm=$java
while [ -h "$jvm" ]; do
  link=$(ls -ld -- "$jvm")
  link=${link#*' -> '}
  case $link in
    /*) jvm=$link ;;
    *) jvm=$(dirname -- "$jvm")/$link ;;
  esac
done
release=$(dirname -- "$jvm")/../release
version=
[ -r "$release" ] && version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release")
case $version in '' | *[!0-9]*) version=0 ;; esac

# Short commands want to start quickly, a service wants lasting speed.
command=
for word; do
  case $word in
    -*) ;;
    *) command=$word; break ;;
  esac
done
case $command in
  serve | fetcher) flags='-XX:+UseSerialGC -XX:FreqInlineSize=100 -XX:+ExitOnOutOfMemoryError' ;;
  demo | bench | origin) flags='-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError' ;;
  *) flags='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError' ;;
esac

# An archive of loaded classes, by jar and JVM. It is made once, beside the first run; where it
# cannot be made, everything works without it.
cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/fetchery
use= make= train=
case $cache in
  /*/*/fetchery | /*/fetchery)
    key=$({ ls -Lln -- "$self"; ls -Lln -- "$jvm"; cat -- "$release"; } 2>/dev/null | cksum | tr ' ' -)
    archive=$cache/$key
    if [ "$version" -ge 25 ]; then
      archive=$archive.aot use=-XX:AOTCache= make=-XX:AOTCacheOutput=
    elif [ "$version" -ge 17 ]; then
      archive=$archive.jsa use=-XX:SharedArchiveFile= make=-XX:ArchiveClassesAtExit=
      # Without the classes of lambdas: Java 17 may crash when it archives them.
      train=-Djdk.internal.lambda.disableEagerInitialization=true
    fi
    ;;
esac

make_archive() {
  trap '' HUP
  umask 077
  mkdir -p -- "$cache" 2>/dev/null || return
  # Left by a machine that went down meanwhile: made anew after a day.
  find "$archive.making" -prune -mtime +0 -exec rm -rf {} + 2>/dev/null
  mkdir -- "$archive.making" 2>/dev/null || return
  cd -- "$archive.making" || return
  nice -n 19 "$java" $flags $train -Xlog:disable "$make$archive.making/new" -jar "$self" \
    demo --exit --port 0 --data-dir data --downloads-dir downloads
  # Renamed when whole; those of earlier versions go.
  if [ -s new ]; then
    find "$cache" '(' -name '*.jsa' -o -name '*.aot' ')' -mtime +30 -exec rm -f {} + 2>/dev/null
    mv -f -- new "$archive"
  fi
  cd / && rm -rf -- "$archive.making"
}

if [ -n "$use" ]; then
  if [ -r "$archive" ]; then
    flags="$flags -Xlog:disable -Xlog:all=error:stderr $use"
  else
    case $command in
      serve | run | get | demo)
        make_archive </dev/null >/dev/null 2>&1 &
        ;;
    esac
    use=
  fi
fi

if [ -n "$use" ]; then
  # The cache's path may hold blanks: it is a word of its own.
  flags=${flags% "$use"}
  # shellcheck disable=SC2086 # Flags are words.
  exec "$java" $flags "$use$archive" ${FETCHERY_JAVA_OPTS:-} -jar "$self" "$@"
fi
# shellcheck disable=SC2086 # Flags are words.
exec "$java" $flags ${FETCHERY_JAVA_OPTS:-} -jar "$self" "$@"
