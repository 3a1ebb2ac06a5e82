#!/bin/sh
# issue.sh [--check] FOLDER FILE SUBJECT NAMES DAYS RENEW_DAYS: makes FILE.pem, a key and a certificate of SUBJECT (/CN=name) for NAMES
# (IP:1.2.3.4,DNS:name), unless there is one that fits and is valid for RENEW_DAYS more. With --check it only says that it would.
set -eu
umask 077
check=
if [ "$1" = --check ]; then check=yes && shift; fi
[ -z "$check" ] || [ -e "$1" ] || { echo "Would make a certificate for $2." && exit 0; }
cd "$1"
file=$2 subject=$3 names=$4 days=$5 renew=$6

fits() {
  [ -e "$file.pem" ] && [ "$(cat "$file.names" 2>/dev/null)" = "$subject $names" ] &&
    openssl x509 -in "$file.pem" -noout -checkend $((renew * 86400)) >/dev/null &&
    openssl verify -CAfile ca.pem "$file.pem" >/dev/null 2>&1
}

if fits; then exit 0; fi
if [ "$check" ]; then echo "Would make a certificate for $file." && exit 0; fi
trap 'rm -f "$file".key "$file".csr "$file".crt "$file".ext "$file".log' EXIT
printf 'subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' \
  "$names" >"$file.ext"
{
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj "$subject" -keyout "$file.key" -out "$file.csr" &&
    openssl x509 -req -in "$file.csr" -CA ca.pem -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" -sha256 -days "$days" \
      -extfile "$file.ext" -out "$file.crt"
} 2>"$file.log" || { cat "$file.log" >&2; exit 1; }
cat "$file.key" "$file.crt" >"$file.new"
echo "$subject $names" >"$file.names"
mv "$file.new" "$file.pem"
echo "Made a certificate for $file."
