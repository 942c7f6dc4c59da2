# `just` lists these; each is what `.ci/run` does too, or a part of it.

default:
    @just --list

# Everything that must hold before a change lands
ci:
    .ci/run

# Tests, as the README says
test:
    cargo test

# The commands of the documentation, word for word: `just docs docs/fr/tresorier.md`
docs *pages:
    cargo build
    tests/docs/run target/debug/ruche {{pages}}

# Format, then look for mistakes
lint:
    cargo fmt
    cargo clippy --all-targets -- -D warnings

# A server on the demonstration association
demo:
    cargo run --release -- serve --demo

# Recorded requests against the debug binary, when ../shared is there: `just conformance platform sql`
conformance cases only="":
    cargo build
    python3 ../shared/conformance/conformance.py ../shared/conformance/cases/{{cases}}.json --only '{{only}}' --server 'target/debug/ruche serve --db {db} --listen 127.0.0.1:{port}'

# Measures against baselines of the same run, when ../shared is there (needs sqlite3 and wrk)
bench only="":
    cargo build --release
    python3 ../shared/bench/bench.py --only '{{only}}'
