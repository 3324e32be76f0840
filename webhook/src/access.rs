//! The decision point: may this query or export happen? In the shape of OPA's data API.
//!
//! | request | answer |
//! |---|---|
//! | `POST /v1/data/healthcare/healthdata` with `{"input": …}` | `{"result": {"allow": …}}` |
//! | `…/allow`, `…/deny` | `{"result": true}`; `{}` where it is undefined |
//! | `POST /v1/data/edgeward/access/decision` | `{"result": {"permit": …, "reasons": […]}}` |
//! | any other path | `{}`, as OPA has it: nothing there is defined |
//! | `GET`, with `?input=` | the same |
//! | a body without `input`, or none at all | evaluated with an undefined input, and a `warning` |
//! | no JSON, a key given twice, too large, another encoding, late | 400, 415, 408 `invalid_parameter` |
//! | the evaluation failed | 500 `internal_error` |
//! | too many at once; too late; a panic | 503 `unavailable`; 504, 500 `internal_error` |
//! | another method | 405 |
//!
//! `?pretty`, `?metrics` and `?provenance` are as in OPA. `allow` and `deny` are two documents of the policy and
//! neither reads the other, so a caller that asks for one of them alone can be let through where the other says
//! no; `edgeward/access/decision` is both in one, and an error or a missing input is never a permit.
//!
//! Paths are looked up, never made into a query.

mod body;
mod options;
mod path;
mod reply;

pub(crate) use body::{read_body, read_query_input};
pub(crate) use options::Options;
pub(crate) use path::Target;
pub(crate) use reply::{Asked, Fault, no_answer};
