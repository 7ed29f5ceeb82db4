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

# Only the second compiler has the processor's own instructions for digests and ciphers: by the
# first alone HTTPS takes four times as long. Its other work is not worth it in a program that ends
# soon. So it gets these classes alone, and what the first makes for it elsewhere, counts of each
# branch and call, is left out.
ciphers() {
  echo -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions
  for counted in Calls VirtualCalls InlinedCalls Branches Checkcasts; do
    echo "-XX:-C1Profile$counted"
  done
  echo -XX:-C1UpdateMethodData
  # A thousand times the usual.
  echo -XX:Tier4InvocationThreshold=5000000 -XX:Tier4MinInvocationThreshold=600000 \
    -XX:Tier4CompileThreshold=15000000 -XX:Tier4BackEdgeThreshold=40000000
  echo -XX:Tier3InvokeNotifyFreqLog=17 -XX:Tier3BackedgeNotifyFreqLog=20 \
    -XX:Tier23InlineeNotifyFreqLog=24 -XX:CompileCommand=quiet
  for class in sun.security.provider.SHA\* sun.security.provider.MD5 \
    sun.security.provider.DigestBase com.sun.crypto.provider.AESCrypt com.sun.crypto.provider.G\* \
    com.sun.crypto.provider.CounterMode com.sun.crypto.provider.ChaCha20Cipher\* \
    com.sun.crypto.provider.Poly1305; do
    echo "-XX:CompileCommand=CompileThresholdScaling,$class::*,0.001"
  done
}

# Nothing where the environment speaks of a heap: the JVM refuses one that begins beyond its end.
heap() {
  case "${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${FETCHERY_JAVA_OPTS:-}" in
    *-Xm[sx]* | *HeapSize* | *RAMPercentage*) ;;
    *) echo -Xms96m ;;
  esac
}

# Short commands want to start quickly, a service wants lasting speed.
command=
for word; do
  case $word in
    -*) ;;
    *)
      command=$word
      break
      ;;
  esac
done
flags='-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError'
case $command in
  # A heap that begins with a sixty-fourth of the machine's memory is used up before it is cleaned.
  serve | fetcher) flags="$flags -XX:FreqInlineSize=100 $(heap)" ;;
  demo | bench | origin) ;;
  # Many files are worth compiling sooner.
  run | get) flags="$flags -XX:CompileThresholdScaling=0.5 $(ciphers)" ;;
  *) flags="$flags -XX:TieredStopAtLevel=1" ;;
esac

# Size, owner and time of a file, the same in every language and time zone.
stamp() {
  LC_ALL=C TZ=UTC0 ls -Lln -- "$1"
}

# An archive of loaded classes, by jar and JVM. It is made once, beside the first run; where it
# cannot be made, everything works without it.
cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/fetchery
archive= link=
case $cache in
  /*/*/fetchery | /*/fetchery)
    key=$({ stamp "$self"; stamp "$jvm"; cat -- "$release"; } 2>/dev/null | cksum | tr ' ' -)
    # Without cksum there is no key, and without a key no archive.
    [ -n "$key" ] && [ "$version" -ge 17 ] && archive=$cache/$key.jsa
    # Later JVMs can link the classes beforehand, too.
    [ "$version" -ge 25 ] && link=-XX:+AOTClassLinking
    ;;
esac

# Whether the archive is as it was made: a JVM may crash over one that was cut short.
whole() {
  [ -r "$archive" ] && [ -r "$archive.sum" ] && read -r sum <"$archive.sum" &&
    [ "$sum" = "$(cksum <"$archive")" ]
}

# Whether another makes it now, or could not within the last day. One that was killed while it
# made the archive left its directory, which is no reason to wait.
made_elsewhere() {
  [ -n "$(find "$archive.making" -prune -mtime -1)" ] || return 1
  read -r maker <"$archive.making/pid" || return 0
  [ "$maker" = failed ] || kill -0 "$maker"
}

# Takes the one directory in which it is made, and goes there.
begin_archive() {
  mkdir -p -- "$cache" || return
  if ! mkdir -- "$archive.making"; then
    made_elsewhere && return 1
    mv -- "$archive.making" "$archive.left.$$" && rm -rf -- "$archive.left.$$"
    mkdir -- "$archive.making" || return
  fi
  cd -- "$archive.making"
}

# A JVM that leaves the machine to others: the second compiler would take more time than it gains
# here. Its number tells whether it is still there.
lowly() {
  nice -n 19 "$java" -Xlog:disable -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$@" &
  echo $! >pid
  wait $!
}

make_archive() {
  trap '' HUP
  umask 077
  begin_archive || return
  # The settings of this run are no business of the archive: they might not suit it.
  for name in $(env | sed -n 's/^\(FETCHERY_[A-Za-z0-9_]*\)=.*/\1/p'); do
    unset "$name"
  done
  # From a list of the classes: an archive that is made as the program ends has none of picocli's,
  # whose format is too old for it. Nor has one of linked classes, which is quicker all the same.
  # shellcheck disable=SC2086 # No word where there is no flag.
  lowly -XX:DumpLoadedClassList=classes -jar "$self" \
    demo --exit --port 0 --data-dir data --downloads-dir downloads &&
    lowly -Xshare:dump $link -XX:SharedClassListFile=classes -XX:SharedArchiveFile=new -cp "$self"
  code=$?
  # Gets its name when it is whole and the JVM accepts it; those of earlier versions go.
  if [ $code = 0 ] && [ -s new ] && accepts new; then
    cksum <new >sum
    sync new
    mv -f -- sum "$archive.sum" && mv -f -- new "$archive"
    find "$cache" '(' -name '*.jsa*' -o -name '*.aot*' ')' -prune -mtime +30 -exec rm -rf {} +
  elif [ $code != 137 ] && [ $code != 143 ]; then
    # Not killed, so it would fail again: tried again after a day.
    rm -rf ./*
    echo failed >pid
    return
  fi
  cd / && rm -rf -- "$archive.making"
}

accepts() {
  lowly -Xshare:on -XX:SharedArchiveFile="$1" -jar "$self" --version
}

if [ -n "$archive" ] && whole 2>/dev/null; then
  # Signs in flags stand for themselves. The cache's path may hold blanks: it is a word of its own.
  set -f
  # shellcheck disable=SC2086 # Flags are words.
  exec "$java" $flags -Xlog:disable '-Xlog:all=error,cds*=off:stderr' \
    -XX:SharedArchiveFile="$archive" ${FETCHERY_JAVA_OPTS:-} -jar "$self" "$@"
fi
if [ -n "$archive" ]; then
  case $command in
    # Twice in the background: it is no child of the program that follows.
    serve | run | get | demo) (make_archive </dev/null >/dev/null 2>&1 &) ;;
  esac
fi
set -f
# shellcheck disable=SC2086 # Flags are words.
exec "$java" $flags ${FETCHERY_JAVA_OPTS:-} -jar "$self" "$@"
