# Recipes of Edgeward. `just` lists them. None is needed to build, run or test: see README.

default:
    @just --list --unsorted

# --- check ---

# Everything that CI runs
ci:
    bash .ci/run

# Formatting
fmt:
    cargo fmt --all --check

# Lints, warnings denied
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Licences, bans and sources of dependencies (needs cargo-deny)
deny:
    cargo deny check bans licenses sources

# API documentation, warnings denied
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# --- test ---

# All tests that need nothing but Rust
test:
    cargo test --locked

# Hostile bytes as policy text, input or compiled program: `just fuzz module 300` (needs nightly Rust and cargo-fuzz)
fuzz target seconds="60":
    mkdir -p crates/rego/fuzz/corpus/{{ target }}
    cargo +nightly fuzz run --fuzz-dir crates/rego/fuzz {{ target }} crates/rego/fuzz/corpus/{{ target }} testdata/fuzz/{{ target }} -- -dict=crates/rego/fuzz/rego.dict -max_total_time={{ seconds }} -timeout=5 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1

# What a fuzz run found that the committed corpus does not reach, into the committed corpus
fuzz-keep target:
    cargo +nightly fuzz run --fuzz-dir crates/rego/fuzz {{ target }} testdata/fuzz/{{ target }} crates/rego/fuzz/corpus/{{ target }} -- -set_cover_merge=1 -use_counters=0 -max_len=4096

# Rego tests and golden cases, each by name; `just policies HD-VOL-02` for some
policies filter="":
    cargo test -p edgeward-policies --test policies -- {{ filter }}

# Write the snapshots of golden cases anew; read the diff before you commit it
golden-accept:
    INSTA_UPDATE=always cargo test -p edgeward-policies --test policies

# Make docs/controls.md, docs/rules and the chart's files anew, from the catalogue, the rules and their cases
docs:
    EDGEWARD_WRITE_DOCS=1 cargo test -p edgeward-policies --test policies -- docs/

# Every line of the policies is evaluated by a test
coverage:
    cargo run --quiet --locked -p edgeward-cli -- test policies --run '^data' --threshold 100

# Faults in the policies that no test notices and testdata/mutants.yaml does not list; `just mutants lib/path --budget 5m`
mutants filter="" *flags:
    cargo run --quiet --profile judge --locked -p edgeward-cli -- test policies --mutants='{{ filter }}' {{ flags }}

# --- the real OPA (needs Go) ---

# OPA 0.60.0 and 1.22.2 and its conformance cases, built from their Go modules
opa:
    e2e/opa/build v0.60.0 v1.22.2 cases

# Edgeward judged by the real OPA: recorded cases, OPA's conformance cases, our policies, generated programs; `just conformance generated --seed 7`
conformance *arguments:
    cargo run --profile judge --locked -p edgeward-e2e -- {{ arguments }}

# --- a real cluster (e2e/README.md says what it needs) ---

# Kubernetes 1.30.4, kine, kwok, kubectl and Helm, built or unpacked where they are not there yet
cluster-tools:
    e2e/cluster/build

# Edgeward as the webhook of a real API server; `just e2e 'health data'` for some of it
e2e filter="":
    cargo test --locked -p edgeward-e2e --test cluster -- '{{ filter }}'

# Write anew what kubectl prints for the cases of e2e/tests/cluster/admission; read the diff before you commit it
e2e-accept:
    INSTA_UPDATE=always cargo test --locked -p edgeward-e2e --test cluster

# Make docs/bypass.md anew, from the cases in e2e/bypass
bypass-page:
    EDGEWARD_WRITE_DOCS=1 cargo test --locked -p edgeward-e2e --lib -- bypass

# Make docs/backstop.md anew, from the rules' counterparts in CEL and what the API server answers
backstop-page:
    EDGEWARD_WRITE_DOCS=1 cargo test --locked -p edgeward-e2e --test cluster -- 'the backstop finds'

# A cluster to try, with Edgeward guarding it, until Ctrl-C
cluster:
    cargo run --locked -p edgeward-e2e --bin cluster

# --- measure ---

# What a decision costs beside parsing its input
bench filter="":
    cargo bench -p edgeward-policies --bench decisions -- {{ filter }}

# One evaluation: both machines, regorus alone and OPA as a library, side by side (needs Go)
bench-engine:
    cargo bench -p edgeward-e2e --bench engine

# Exec to first decision: `check` on a file, and `serve` to its first answer
cold-start:
    cargo bench -p edgeward-cli --bench cold_start

# What Edgeward costs in clusters of so many nodes, each with ten pods of health data: `just scale 20 200 1000`
scale *nodes:
    cargo run --release --locked -p edgeward-e2e --bin scale -- {{ nodes }}

# --- what OPA says ---

# Ask OPA anew what its built-ins answer to the calls in testdata/rego/builtins (needs Go)
record-builtins:
    cd e2e/opa/record && go run . ../../../testdata/rego/builtins/*.json
    cd e2e/opa/record && ZONEINFO="$(go env GOROOT)/lib/time/zoneinfo.zip" TZ=UTC go run . ../../../testdata/rego/builtins/*.json

# Ask OPA anew what `opa eval` and `opa test` print for the cases in testdata/eval and testdata/test; `just record-output /usr/bin/opa`
record-output opa:
    OPA={{ opa }} cargo test --locked -p edgeward-cli --test cli -- --ignored record_what_opa

# The declarations of OPA's built-ins, from OPA's own list (needs Go and jq)
builtin-signatures:
    cd e2e/opa/record && jq -c '.builtins[]' "$(go list -m -f '{{ "{{.Dir}}" }}' github.com/open-policy-agent/opa)/capabilities.json" > ../../../crates/rego/src/builtins/signature/signatures.jsonl

# --- run ---

# The server with built-in defaults
serve *flags:
    cargo run -- serve {{ flags }}
