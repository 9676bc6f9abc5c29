#!/usr/bin/env bash
# Installs what the tests need besides the .NET SDK, if it's missing: PostgreSQL (initdb, postgres), kubectl, ip, the Python client and node,
# all from Debian, and the JavaScript client from npm.
# Installs nothing that is there. Without root or sudo it only says what is missing; the tests then skip, or fail if CI=true.
set -euo pipefail

missing=()
if ! command -v initdb > /dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; then
    missing+=(postgresql)
fi

if ! command -v kubectl > /dev/null; then
    missing+=(kubernetes-client)
fi

# Network namespaces, for links between silos that can be cut.
if ! command -v ip > /dev/null && [ ! -x /usr/sbin/ip ]; then
    missing+=(iproute2)
fi

# Debian's client works with Debian's own Python only.
if ! /usr/bin/python3 -c 'import kubernetes' 2> /dev/null; then
    missing+=(python3-kubernetes)
fi

if ! command -v npm > /dev/null; then
    missing+=(nodejs npm)
fi

# Into the user's cache, so that a fresh clone needs no download of its own.
javascript_client() {
    local folder="${XDG_CACHE_HOME:-$HOME/.cache}/orleans-kubeapi-tests"
    if [ ! -e "$folder/node_modules/@kubernetes/client-node/dist/index.js" ] && command -v npm > /dev/null; then
        echo 'Installing: @kubernetes/client-node'
        mkdir -p "$folder"
        # Version 2 wants a newer node than Debian's.
        npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --loglevel=error '@kubernetes/client-node@1' > /dev/null
    fi
}

if [ ${#missing[@]} -eq 0 ]; then
    javascript_client
    exit 0
fi

if ! command -v apt-get > /dev/null; then
    echo "Missing: ${missing[*]} (Debian's names). Install them as this system does." >&2
    exit 0
fi

root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
        echo "Missing: ${missing[*]}. Install them as root: apt-get install ${missing[*]}" >&2
        exit 0
    fi

    root=(sudo)
fi

# A cluster of its own for each test run is made by the tests: the package must not start one.
if [[ " ${missing[*]} " == *' postgresql '* ]]; then
    "${root[@]}" mkdir -p /etc/postgresql-common
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        echo 'create_main_cluster = false' | "${root[@]}" tee /etc/postgresql-common/createcluster.conf > /dev/null
    fi
fi

echo "Installing: ${missing[*]}"
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
javascript_client
