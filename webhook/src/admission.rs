//! Admission: an AdmissionReview v1 in, one out.
//!
//! | what happened | HTTP | `allowed` | `status.code` | message |
//! |---|---|---|---|---|
//! | nothing found, out of scope, or only finalizers removed | 200 | true | 200 | |
//! | only warnings | 200 | true | 299 | `warnings`: `[constraint] msg` |
//! | a violation that denies | 200 | false | 403 | a line `[constraint] msg` each; `warnings` too |
//! | no loaded policy judges the kind or operation | 200 | false | 403 | says so and what to do |
//! | a rule gave no answer | 200 | false | 500 | a line each, then the violations found |
//! | only what rules look up in the cluster is not known | 200 | false | 503 | names the kind |
//! | the evaluation panicked | 200 | false | 500 | |
//! | too many requests at once | 200 | false | 429 | |
//! | no answer in time (`?timeout=10s`, less a tenth) | 200 | false | 504 | |
//! | a review with a uid that cannot be judged as it is | 200 | false | 400 | names the field |
//! | a review of another version than `admission.k8s.io/v1` | 400 | false | 400 | |
//! | no review, or one without a uid | 400 | none | none | JSON `{code, message}` |
//! | a content type other than `application/json` | 415 | none | none | JSON `{code, message}` |
//! | a body over the limit; one that does not arrive; too many large ones at once | 413; 408; 503 | none | none | JSON `{code, message}` |
//!
//! An HTTP error is answered where the body was not read as far as a uid. The API server treats it as a failed
//! call: under `failurePolicy: Ignore` it would let the object in, while a denial with HTTP 200 stands under either
//! policy. So the webhook needs `failurePolicy: Fail`. A body over the limit can come from the API server: a client
//! may send 3 MiB, `<`, `>` and `&` take six bytes each in a review, and an UPDATE holds the object twice.
//!
//! # Where this differs from Gatekeeper
//!
//! | Gatekeeper | here | why |
//! |---|---|---|
//! | HTTP 200 with code 400 and an empty uid for a body that is no review | HTTP 4xx | the API server refuses a response without its uid anyway, and a person with curl sees an error |
//! | kinds and operations that no constraint matches are allowed | denied | an allow that nobody decided is a hole; the webhook's rules must be as wide as the policies, not wider |
//! | the namespace is fetched; unknown is an error 500 | taken as health data, said once in the log | leaving the label off must not be a way out |
//! | `?timeout=` is not read | answered with 504 before it passes | after it, `failurePolicy` decides instead of the policy |
//! | no bound on waiting requests | 429 beyond the queue | memory and time are bounded |
//! | a violation without `msg` is dropped | error 500 | it denied in intent |
//! | messages of any length, as they are | about 16 KiB in all; warnings 256 characters each, 4,096 in all; control characters escaped | the API server cuts warnings there; a message must not paint over a terminal |
//! | its own service account is always allowed | judged like any other | nobody is above the policy |
//! | nothing in `auditAnnotations` | `policy-revision`, `policy-digest`, `profile`, `evaluated` | the cluster's audit log names the policy that decided |

mod envelope;
mod judge;
mod lines;
mod no_answer;
mod response;
mod timeout;
mod verdict;

pub(crate) use judge::{Judge, Judged, Record};
pub(crate) use no_answer::no_answer;
pub(crate) use timeout::{budget, parse_go_duration};
