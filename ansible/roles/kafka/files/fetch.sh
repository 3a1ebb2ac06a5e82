#!/bin/sh
# Downloads the jars of a manifest into a folder, which is there only when all of them are, with the right sums:
#   fetch.sh REPOSITORY MANIFEST FOLDER
set -eu
repository=$1 manifest=$2 folder=$3

rm -rf "$folder.part"
mkdir -p "$folder.part"
trap 'rm -rf "$folder.part"' EXIT
cd "$folder.part"

while read -r sum path; do
  file=${path##*/}
  printf 'url = "%s/%s"\noutput = "%s"\n' "$repository" "$path" "$file" >&3
  printf '%s  %s\n' "$sum" "$file" >&4
done <"$manifest" 3>.urls 4>.sums

curl --config .urls --parallel --fail --silent --show-error --location --retry 5 --connect-timeout 20 --max-time 600
sha256sum --check --strict --quiet .sums || {
  echo "A file from $repository is not the one whose SHA-256 sum is in $manifest: nothing was installed." >&2
  exit 1
}
rm .urls .sums
chmod 644 ./*
chmod 755 .
mv "$folder.part" "$folder"
