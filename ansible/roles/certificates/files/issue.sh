#!/bin/sh
# issue.sh FOLDER SUBJECT NAMES DAYS RENEW_DAYS: makes SUBJECT.pem, a key and a certificate for NAMES (IP:1.2.3.4,DNS:name), unless there
# is one that fits and is valid for RENEW_DAYS more.
set -eu
umask 077
cd "$1"
subject=$2 names=$3 days=$4 renew=$5

fits() {
  [ -e "$subject.pem" ] && [ "$(cat "$subject.names" 2>/dev/null)" = "$names" ] &&
    openssl x509 -in "$subject.pem" -noout -checkend $((renew * 86400)) >/dev/null &&
    openssl verify -CAfile ca.pem "$subject.pem" >/dev/null 2>&1
}

if fits; then exit 0; fi
trap 'rm -f "$subject".key "$subject".csr "$subject".crt "$subject".ext "$subject".log' EXIT
printf 'subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' \
  "$names" >"$subject.ext"
{
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj "/CN=$subject" -keyout "$subject.key" -out "$subject.csr" &&
    openssl x509 -req -in "$subject.csr" -CA ca.pem -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" -sha256 -days "$days" \
      -extfile "$subject.ext" -out "$subject.crt"
} 2>"$subject.log" || { cat "$subject.log" >&2; exit 1; }
cat "$subject.key" "$subject.crt" >"$subject.new"
echo "$names" >"$subject.names"
mv "$subject.new" "$subject.pem"
echo "Made a certificate for $subject."
