# Sourced by the scripts that need an account to try configurations on. They set scratch to a directory of their own.

sandbox=

# start_sandbox replaces the last account by a new one, and exports its URLs and key. Its arguments are flags of the
# sandbox.
start_sandbox() {
	end_sandbox
	[ -x "$scratch/sandbox" ] || go build -o "$scratch/sandbox" ./internal/cmd/sandbox
	: >"$scratch/sandbox.variables"
	"$scratch/sandbox" "$@" >"$scratch/sandbox.variables" 2>"$scratch/sandbox.log" &
	sandbox=$!
	until grep -q API_KEY "$scratch/sandbox.variables"; do
		kill -0 "$sandbox" 2>/dev/null || { cat "$scratch/sandbox.log" >&2; exit 1; }
		sleep 0.1
	done
	. "$scratch/sandbox.variables"
}

end_sandbox() {
	[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || :
	sandbox=
	unset IDENTITYCALL_API_KEY IDENTITYCALL_BASE_URL IDENTITYCALL_SANDBOX_URL
}

# must_only_read fails unless requests have arrived at the last account, all of them GETs.
must_only_read() {
	requests=$(grep -E '^[0-9]+ [A-Z]+ /' "$scratch/sandbox.log" || :)
	if [ -z "$requests" ] || printf '%s\n' "$requests" | grep -vE '^[0-9]+ GET /'; then
		echo "=== FAIL: $1 must send GET requests only; it sent: ${requests:-none}" >&2
		exit 1
	fi
}

# run runs $cli, of the version $version, in a directory. It prints nothing unless the CLI fails; $scratch/log has it.
run() {
	directory=$1
	shift
	status=0
	"$cli" -chdir="$directory" "$@" -no-color >"$scratch/log" 2>&1 || status=$?
	[ "$status" = 0 ] && return
	echo "=== FAIL: $version: $* in ${directory#"$scratch/"} ended with $status:"
	cat "$scratch/log"
	exit 1
}

# The CLIs ignore what the developer has set, such as the key of a real account.
unset TF_CLI_ARGS TF_DATA_DIR TF_WORKSPACE
export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
end_sandbox
