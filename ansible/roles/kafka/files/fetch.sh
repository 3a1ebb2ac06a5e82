#!/bin/sh
# Downloads the jars of a manifest into a folder, which is there only when all of them are, with the right sums:
#   fetch.sh REPOSITORY MANIFEST FOLDER
# REPOSITORY is the address of a Maven repository, or the path of a file that bundle.sh has made.
set -eu
repository=$1 manifest=$2 folder=$3

for command in curl sha256sum; do
  command -v $command >/dev/null || {
    echo "There is no $command on $(uname -n), which is to download $folder: install it." >&2
    exit 1
  }
done

rm -rf "$folder.part"
mkdir -p "$folder.part"
trap 'rm -rf "$folder.part"' EXIT
cd "$folder.part"

while read -r sum path; do
  file=${path##*/}
  printf 'url = "%s/%s"\noutput = "%s"\n' "$repository" "$path" "$file" >&3
  printf '%s  %s\n' "$sum" "$file" >&4
done <"$manifest" 3>.urls 4>.sums

case $repository in
  /*) cut -c67- .sums | tar -xf "$repository" --no-same-owner -T - ;; # and nothing else that may be in it
  *) curl --config .urls --parallel --fail --silent --show-error --location --retry 5 --connect-timeout 20 --max-time 600 ;;
esac
sha256sum --check --strict --quiet .sums || {
  echo "A file from $repository is not the one whose SHA-256 sum is in the list of jars: nothing was installed." >&2
  exit 1
}
rm .urls .sums
chmod 644 ./*
chmod 755 .
mv "$folder.part" "$folder"
