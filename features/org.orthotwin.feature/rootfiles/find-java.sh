# Copyright (c) 2026 OrthoTwin contributors
# SPDX-License-Identifier: EPL-2.0
#
# Sourced: find_java <program> sets java_home to a Java of at least 21 that has bin/<program>
# (java or javac), and java_version to its major version. No Java is started to find out.

find_java() {
    local program=$1 candidate on_path line
    on_path=$(command -v "$program" || true)
    [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
            "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
            /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        [ -n "$candidate" ] && [ -x "$candidate/bin/$program" ] && [ -r "$candidate/release" ] || continue
        java_version=
        while IFS= read -r line; do
            case $line in JAVA_VERSION=*) line=${line#*\"}; line=${line%%\"*}; java_version=${line%%[!0-9]*} ;; esac
        done <"$candidate/release"
        if [ "${java_version:-0}" -ge 21 ]; then
            java_home=$candidate
            return 0
        fi
    done
    return 1
}
