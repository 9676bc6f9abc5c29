#!/usr/bin/env bash
# The one command that proves the project: installs what is missing, builds in Release, checks the formatting, runs all tests.
# Ends with a line "N passed, N failed" (", N skipped" if there are any); succeeds only if everything did.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
passed=0 failed=0 skipped=0

finish() {
    local line="$passed passed, $failed failed"
    if [ "$skipped" -gt 0 ]; then
        line="$line, $skipped skipped"
    fi

    echo "$line"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# A step counts as one test: that it works is a claim like any other.
step() {
    echo "== $1"
    shift
    if "$@" < /dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        return 1
    fi
}

# The test projects are programs; what they print at the end is counted.
run_tests() {
    echo "== $1"
    local log
    log=$(mktemp)
    dotnet "tests/$1/bin/Release/net10.0/$1.dll" -noColor "${@:2}" < /dev/null 2>&1 | tee "$log"
    local code=${PIPESTATUS[0]}
    local summary
    summary=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/p' "$log" | tail -n 1)
    rm -f "$log"
    if [ -z "$summary" ]; then
        echo "$1 ended without a summary (exit code $code)"
        failed=$((failed + 1))
        return
    fi

    local total errors failures skips
    read -r total errors failures skips <<< "$summary"
    passed=$((passed + total - failures - skips))
    failed=$((failed + failures + errors))
    skipped=$((skipped + skips))
    if [ "$code" -ne 0 ] && [ $((failures + errors)) -eq 0 ]; then
        echo "$1 ended with exit code $code"
        failed=$((failed + 1))
    fi
}

step 'install what is missing' bash infra/ci/install.sh || true
step 'build' dotnet build Orleans.KubeApi.sln -c Release -nologo -v:quiet -clp:NoSummary || finish
step 'formatting' dotnet format whitespace Orleans.KubeApi.sln --no-restore --verify-no-changes || true
run_tests Orleans.KubeApi.Tests
run_tests Orleans.KubeApi.ClusterTests
finish
