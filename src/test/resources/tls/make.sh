#!/bin/sh
# Makes the certificates and keys beside it anew, all of them together: the key of the authority is
# not kept. Needs OpenSSL. They hold since 2020, so that no clock that is behind comes before them,
# and until 2126; "expired" held for a month.
set -eu
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat > "$scratch/ca.cnf" <<END
[ca]
default_ca = here
[here]
database = $scratch/index.txt
new_certs_dir = $scratch
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
[authority]
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = hash
[host]
subjectAltName = DNS:tls.test
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
: > "$scratch/index.txt"

# key KEY: a new private key.
key() {
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

# certificate FILE KEY NAME START END EXTENSIONS SIGNER...
certificate() {
  out=$1 key=$2 name=$3 from=$4 to=$5 extensions=$6
  shift 6
  openssl req -new -config "$scratch/ca.cnf" -key "$key" -subj "/CN=$name" -out "$scratch/csr.pem"
  openssl ca -batch -notext -config "$scratch/ca.cnf" -in "$scratch/csr.pem" -out "$out" \
    -startdate "$from" -enddate "$to" -extensions "$extensions" "$@"
}

long_ago=20200101000000Z
far_off=21260101000000Z

key "$scratch/authority-key.pem"
certificate authority.pem "$scratch/authority-key.pem" authority.test "$long_ago" "$far_off" \
  authority -selfsign -keyfile "$scratch/authority-key.pem"
for name in good expired; do
  key "$name-key.pem"
  until=$far_off
  [ "$name" = good ] || until=20200131000000Z
  certificate "$name.pem" "$name-key.pem" tls.test "$long_ago" "$until" \
    host -cert authority.pem -keyfile "$scratch/authority-key.pem"
done

key key.pem
certificate cert.pem key.pem localhost "$long_ago" "$far_off" authority -selfsign -keyfile key.pem
