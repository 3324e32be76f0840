//! Built-ins of OPA that a policy may not call here.

/// Why the built-in called `name` is left out, and what to do instead.
pub(super) fn reason(name: &str) -> Option<&'static str> {
    ABSENT.iter().find(|(absent, _)| *absent == name).map(|(_, reason)| *reason)
}

const NETWORK: &str = "a decision may not depend on the network; provide what it needs as data";
const GRAPHQL: &str = "GraphQL is not supported; review the parsed request as input instead";

const REWRITTEN: &str = "it is no call: the compiler puts its meaning into the policy";

const ANNOTATIONS: &str = "only a rule has annotations; call it in a rule, and ask for that rule";

const ABSENT: &[(&str, &str)] = &[
    ("assign", REWRITTEN),
    ("eq", REWRITTEN),
    ("internal.print", REWRITTEN),
    ("internal.test_case", REWRITTEN),
    ("print", REWRITTEN),
    ("rego.metadata.chain", ANNOTATIONS),
    ("rego.metadata.rule", ANNOTATIONS),
    ("http.send", NETWORK),
    ("net.lookup_ip_addr", NETWORK),
    ("providers.aws.sign_req", "it only serves http.send, which is not supported"),
    ("opa.runtime", "a decision may not depend on the process it is made in; provide what it needs as data"),
    ("rego.parse_module", "reading policies from a policy is not supported"),
    ("graphql.is_valid", GRAPHQL),
    ("graphql.parse", GRAPHQL),
    ("graphql.parse_and_verify", GRAPHQL),
    ("graphql.parse_query", GRAPHQL),
    ("graphql.parse_schema", GRAPHQL),
    ("graphql.schema_is_valid", GRAPHQL),
];
