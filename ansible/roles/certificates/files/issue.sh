#!/bin/sh
# issue.sh FOLDER HOST NAMES DAYS RENEW_DAYS: makes HOST.pem, a key and a certificate for NAMES (IP:1.2.3.4,DNS:name), unless there
# is one that fits and is valid for RENEW_DAYS more.
set -eu
umask 077
cd "$1"
host=$2 names=$3 days=$4 renew=$5

fits() {
  [ -e "$host.pem" ] && [ "$(cat "$host.names" 2>/dev/null)" = "$names" ] &&
    openssl x509 -in "$host.pem" -noout -checkend $((renew * 86400)) >/dev/null &&
    openssl verify -CAfile ca.pem "$host.pem" >/dev/null 2>&1
}

if fits; then exit 0; fi
trap 'rm -f "$host".key "$host".csr "$host".crt "$host".ext "$host".log' EXIT
printf 'subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' \
  "$names" >"$host.ext"
{
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj "/CN=$host" -keyout "$host.key" -out "$host.csr" &&
    openssl x509 -req -in "$host.csr" -CA ca.pem -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" -sha256 -days "$days" \
      -extfile "$host.ext" -out "$host.crt"
} 2>"$host.log" || { cat "$host.log" >&2; exit 1; }
cat "$host.key" "$host.crt" >"$host.new"
echo "$names" >"$host.names"
mv "$host.new" "$host.pem"
echo "Made a certificate for $host."
