//! A real cluster for tests: the parts of K3s 1.30.4 as programs of this machine, without containers.
//!
//! ```text
//! test ─▶ Sandbox: own processes, own network, a folder ─▶ Cluster: kine, kube-apiserver, other parts
//!                                                             ├─▶ Client, kubectl, each as a User of its own
//!                                                             └─▶ Edgeward: the program that is tested
//! ```
//!
//! `e2e/README.md` says how to write a test with it.

pub mod backstop;
pub mod bypass;
pub mod cluster;
mod parallel;
mod today;
pub mod twin;
mod yaml;

pub use today::as_of_today;
