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

# Rego tests and golden cases, each by name; `just policies HD-VOL-02` for some
policies filter="":
    cargo test -p edgeward-policies --test policies -- {{ filter }}

# Write the snapshots of golden cases anew; read the diff before you commit it
golden-accept:
    INSTA_UPDATE=always cargo test -p edgeward-policies --test policies

# --- measure ---

# What a decision costs beside parsing its input
bench filter="":
    cargo bench -p edgeward-policies --bench decisions -- {{ filter }}

# Exec to first decision: `check` on a file, and `serve` to its first answer
cold-start:
    cargo bench -p edgeward-cli --bench cold_start

# --- run ---

# The server with built-in defaults
serve *flags:
    cargo run -- serve {{ flags }}
