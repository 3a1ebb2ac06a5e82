#!/usr/bin/env bash
# validate.sh: checks the Vagrantfile for libvirt and for VirtualBox, of which only Vagrant and vagrant-libvirt must be there.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export VAGRANT_HOME=$scratch/home VAGRANT_DOTFILE_PATH=$scratch/dot VAGRANT_CHECKPOINT_DISABLE=1

# Vagrant checks the settings of a provider only if it is there: this says that it is
mkdir "$scratch/bin"
printf '#!/bin/sh\necho 7.0.20r163906\n' >"$scratch/bin/VBoxManage"
chmod +x "$scratch/bin/VBoxManage"

echo "libvirt:"
VAGRANT_DEFAULT_PROVIDER=libvirt vagrant validate
echo "VirtualBox:"
PATH=$scratch/bin:$PATH VAGRANT_DEFAULT_PROVIDER=virtualbox vagrant validate
