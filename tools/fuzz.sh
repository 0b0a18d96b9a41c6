#!/bin/sh
# Fuzzes each target for a while, or so many times: tools/fuzz.sh 10s|5000x [regular expression of the targets' names]
#
# go test fuzzes one target of one package at a time. A failing input is saved in the package's testdata/fuzz. Commit
# it with the fix: from then on, every go test runs it.
set -eu

cd "$(dirname "$0")/.."
time=$1
wanted=${2-.}

for package in $(grep -rl '^func Fuzz' --include='*_test.go' internal | xargs -n1 dirname | sort -u); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$package"/*_test.go | grep -E "$wanted" || :); do
		echo "=== $package $target, $time"
		log=$(TF_ACC='' go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "./$package" 2>&1) || {
			# If the time ends during an execution, Go sometimes reports a failure. A real one has a failing input.
			if ! echo "$log" | grep -q 'context deadline exceeded' || echo "$log" | grep -q 'Failing input'; then
				echo "$log"
				exit 1
			fi
		}
		echo "$log" | grep '^fuzz: elapsed' | tail -n 1
	done
done
