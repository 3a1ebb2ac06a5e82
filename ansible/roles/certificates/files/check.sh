#!/bin/sh
# check.sh FOLDER DAYS HOSTS REGISTRY RULES NAME=ADDRESS[,ADDRESS]...: says what is wrong with ca.crt, and with NAME.crt and NAME.key for each NAME, in a
# sentence each, and exits with 1 then. They must be good for DAYS more; the subjects match the patterns HOSTS and REGISTRY, which Kafka has as RULES.
# On stdin comes what is on the hosts, after a line @NAME.crt for certificates, and, where Kafka runs, @NAME.ca for the authority and @NAME.rules.
set -eu
umask 077
folder=$1 days=$2 hosts=$3 registry=$4 rules=$5
shift 5
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
awk -v to="$there/" '/^@/ { file = to substr($0, 2); printf "" >file; next } file { print >file }'
# only ca.crt counts, and not what this computer trusts
export SSL_CERT_DIR=/nonexistent

# openssl alone would take other forms, too
pem() { grep -q -e '-BEGIN CERTIFICATE-' "$1" 2>/dev/null && openssl x509 -in "$1" -noout 2>/dev/null; }

subject() { openssl x509 -in "$1" -noout -subject -nameopt RFC2253,-esc_msb 2>/dev/null | sed 's/^subject= *//'; }

# leads CHAIN AUTHORITIES [OPTION...]: whether its first certificate leads to one of them; if not, says why
leads() {
  chain=$1 authorities=$2
  shift 2
  said=$(openssl verify "$@" -CAfile "$authorities" -untrusted "$chain" "$chain" 2>&1) ||
    { echo "$said" | sed -n 's/^.*lookup: *//p' | head -n 1 && return 1; }
}

# ordered CHAIN: whether each certificate was issued by the next one; Java takes no other chain
ordered() {
  openssl crl2pkcs7 -nocrl -certfile "$1" | openssl pkcs7 -print_certs -noout |
    awk '/^subject/ { sub(/^subject= */, ""); if (issuer != "" && $0 != issuer) exit 1 } /^issuer/ { sub(/^issuer= */, ""); issuer = $0 }'
}

# unnamed CERTIFICATE ADDRESS[,ADDRESS]...: those that are not among its subject alternative names
unnamed() {
  for address in $(echo "$2" | tr ',' ' '); do
    case $address in
      *:*) kind=ip ;;
      *[!0-9.]*) kind=host ;;
      *) kind=ip ;;
    esac
    # without such names openssl would take the subject's CN
    openssl x509 -in "$1" -noout -ext subjectAltName 2>/dev/null | grep -Eq 'DNS:|IP Address:' &&
      openssl x509 -in "$1" -noout "-check$kind" "$address" | grep -q 'does match' || printf '%s ' "$address"
  done
}

# useless CERTIFICATE: for what hosts could not use it
useless() { openssl x509 -in "$1" -noout -purpose | sed -n 's/^SSL client : No$/clientAuth/p; s/^SSL server : No$/serverAuth/p' | tr '\n' ' '; }

# attributes CERTIFICATE: those of its subject that Kafka writes otherwise than openssl
attributes() {
  openssl x509 -in "$1" -noout -subject -nameopt RFC2253,sep_multiline | sed '1d; s/^ *//; s/=.*//' | grep -Evx 'CN|OU|O|L|ST|C|DC|UID' | tr '\n' ' '
}

# outdated NAME WHY: what is to be said when its certificate does not lead to ca.crt
outdated() {
  case $2 in
    *'not yet valid'*) echo "$1.crt, or one that it leads to, is not valid yet ($(openssl x509 -in "$1.crt" -noout -startdate)): wait, or put another one there." ;;
    *expired*) echo "$1.crt, or one that it leads to, has ended ($(openssl x509 -in "$1.crt" -noout -enddate)): put a new one there." ;;
    *) echo "$1.crt does not lead to ca.crt ($2): put the intermediate certificates behind it, and your company's root into ca.crt." ;;
  esac
}

# unfit NAME ADDRESS[,ADDRESS]...: the first thing that is wrong with what NAME is given
unfit() {
  crt=$1.crt key=$1.key pattern=$hosts other=$registry variable=kafka_certificates_hosts
  [ "$1" != registry ] || { pattern=$registry && other=$hosts && variable=kafka_certificates_registry; }
  if [ ! -r "$crt" ]; then
    echo "$crt is not there, or you may not read it: put the certificate of $1 there, in PEM, followed by the intermediate ones."
  elif [ ! -r "$key" ]; then
    echo "$key is not there, or you may not read it: put the key of $crt there, without a password."
  elif ! pem "$crt"; then
    echo "$crt does not begin with a certificate in PEM: convert it (openssl x509 -inform DER -in FILE -out $crt)."
  elif ! openssl pkey -in "$key" -passin pass: -noout 2>/dev/null; then
    echo "$key is not a key without a password: convert it (openssl pkey -in FILE -out $key)."
  elif [ "$(openssl pkey -in "$key" -passin pass: -pubout)" != "$(openssl x509 -in "$crt" -noout -pubkey)" ]; then
    echo "$key is not the key of $crt: put the one there that the certificate was requested with."
  elif ! openssl x509 -in "$crt" -noout -text | grep -Eq 'Public Key Algorithm: (rsaEncryption|id-ecPublicKey)'; then
    echo "$crt has a key that is neither RSA nor EC, and Kafka reads no other: request it with one of these."
  elif ! why=$(leads "$crt" ca.crt); then
    outdated "$1" "$why"
  elif ! leads "$crt" ca.crt -attime $(($(date +%s) + days * 86400)) >/dev/null; then
    echo "$crt, or one that it leads to, ends within $days days ($(openssl x509 -in "$crt" -noout -enddate)): put a new one there," \
      "or lower certificates_renew_days."
  elif ! ordered "$crt"; then
    echo "$crt has its certificates in an order that Java does not take: first that of $1, then that of its issuer, and so on."
  elif [ -n "$(unnamed "$crt" "$2")" ]; then
    echo "$crt lacks $(unnamed "$crt" "$2")among its subject alternative names: request it with all that $1 is reached by ($2)."
  elif [ -n "$(useless "$crt")" ]; then
    echo "$crt lacks $(useless "$crt")in its extended key usage, or digitalSignature in its key usage: request it with serverAuth and clientAuth."
  elif [ -n "$(attributes "$crt")" ]; then
    echo "$crt has $(attributes "$crt")in its subject, which Kafka writes in its own way: request it with CN, OU, O, L, ST, C, DC and UID only."
  elif ! subject "$crt" | grep -Eqx -e "$pattern" || subject "$crt" | grep -Eqx -e "$other"; then
    echo "$crt has the subject $(subject "$crt"), by which brokers know who it is: let $variable ($pattern) match it, and not the other one ($other)."
  fi
}

# apart NAME=...: why hosts would not believe each other while they change one after the other
apart() {
  for ca in "$there"/*.ca; do
    [ -e "$ca" ] || continue # nothing runs
    host=$(basename "$ca" .ca)
    for each in "$@"; do
      name=${each%%=*}
      if ! leads "$there/$host.crt" ca.crt -no_check_time >/dev/null || ! leads "$name.crt" "$ca" -no_check_time >/dev/null; then
        echo "$host runs with another authority than that of ca.crt and $name.crt, and while hosts change one after the other, these would not believe" \
          "each other: put the old authority and the new one into ca.crt and run this, then the new certificates, and run it; then take the old" \
          "authority out. Or stop Kafka on all hosts before."
        return
      elif [ -e "$there/$host.rules" ] && [ "$(cat "$there/$host.rules")" != "$rules" ] && [ "$(subject "$name.crt")" != "$(subject "$there/$name.crt")" ]; then
        echo "$name.crt has a new subject, and $host does not know it yet, because kafka_certificates_hosts or kafka_certificates_registry is new, too:" \
          "let these match the old and the new subjects and run this, then put the new certificate there. Or stop Kafka on all hosts before."
        return
      fi
    done
  done
}

examine() {
  case $folder in
    /*) ;;
    *) echo "kafka_certificates_from is $folder: write the whole path, with / at its beginning." && return ;;
  esac
  cd "$folder" 2>/dev/null || { echo "kafka_certificates_from is $folder, and there is no such folder on this computer." && return; }
  pem ca.crt || { echo "$folder has no ca.crt in PEM: put the certificate of your company's authority there." && return; }
  for each in "$@"; do unfit "${each%%=*}" "${each#*=}"; done
}

wrong=$(examine "$@")
[ -n "$wrong" ] || wrong=$(cd "$folder" && apart "$@")
[ -z "$wrong" ] || { echo "$wrong" && exit 1; }
