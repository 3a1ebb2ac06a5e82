#!/bin/sh
# authority.sh FOLDER NAME: makes a private certificate authority, once.
set -eu
umask 077
mkdir -p "$1"
cd "$1"
[ ! -e ca.pem ] || exit 0
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 -subj "/CN=$2 authority" \
  -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
  -keyout ca.key -out ca.new 2>ca.log || { cat ca.log >&2; exit 1; }
rm ca.log
chmod 644 ca.new
mv ca.new ca.pem
echo "Made the authority of $2."
