#!/bin/sh
# Downloads the jars of a manifest, which is its input, into one file; on a host that cannot download them, fetch.sh takes them out of it.
#   bundle.sh REPOSITORY FILE <MANIFEST
set -eu
repository=$1 file=$2

mkdir -p "$(dirname "$file")"
work=$(mktemp -d "$file.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$(dirname "$0")/fetch.sh" "$repository" /dev/stdin "$work/jars"
(cd "$work/jars" && tar -cf - -- *) >"$work/tar"
mv "$work/tar" "$file"
