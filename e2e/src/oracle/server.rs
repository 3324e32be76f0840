//! A running `opa run --server`, asked over its REST API.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::opa;
use crate::failure::Failure;
use crate::judgement::Wanted;

/// A server of its own for each thread that asks: writing a policy compiles all policies that a server holds.
pub(crate) struct Server {
    child: Child,
    base: String,
    agent: ureq::Agent,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PATIENCE: Duration = Duration::from_secs(30);

/// An answer takes milliseconds, but for a program that builds a list of 2^30 numbers, and needs as many bytes again.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

impl Server {
    /// Starts one on a port that is free, with what stands in the given files and folders.
    pub(crate) fn start(holding: &[&Path]) -> Result<Server, Failure> {
        let program = opa()?;
        let failed = |error: &dyn std::fmt::Display| Failure::Server(error.to_string());
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|error| failed(&error))?
            .port();
        let address = format!("127.0.0.1:{port}");
        let child = Command::new(program)
            .args(["run", "--server", "--disable-telemetry", "--log-level", "error", "--addr", &address])
            .args(holding)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(&error))?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(ANSWERED_WITHIN))
            .build()
            .into();
        let server = Server { child, base: format!("http://{address}/"), agent };
        let begin = Instant::now();
        while server.agent.get(format!("{}health", server.base)).call().is_err() {
            if begin.elapsed() > PATIENCE {
                return Err(Failure::Server(format!("nothing listens on {address}")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Puts a policy; the code of OPA's first error where it is refused.
    pub(crate) fn put_policy(&self, name: &str, text: &str) -> Result<Result<(), String>, Failure> {
        let url = format!("{}v1/policies/{name}", self.base);
        let (status, body) = answer(self.agent.put(url).header("content-type", "text/plain").send(text))?;
        match status {
            200 => Ok(Ok(())),
            400 => Ok(Err(code(&body).unwrap_or_default())),
            _ => Err(Failure::Server(body.to_string())),
        }
    }

    /// Replaces the base document below a path such as `d` or the whole with an empty one.
    pub(crate) fn put_data(&self, path: &str, data: &Value) -> Result<(), Failure> {
        let url = format!("{}v1/data/{path}", self.base);
        let sent = self.agent.put(url).header("content-type", "application/json").send(data.to_string());
        let (status, body) = answer(sent)?;
        if status < 300 { Ok(()) } else { Err(Failure::Server(body.to_string())) }
    }

    /// Asks for the document at a path such as `g/p`; without an input it is undefined.
    pub(crate) fn ask(&self, path: &str, input: Option<&Value>) -> Result<Wanted, Failure> {
        let url = format!("{}v1/data/{path}", self.base);
        let body = input.map_or_else(|| json!({}), |input| json!({"input": input}));
        let sent = self.agent.post(url).header("content-type", "application/json").send(body.to_string());
        let (status, mut body) = answer(sent)?;
        match status {
            200 => Ok(body.get_mut("result").map_or(Wanted::Undefined, |value| Wanted::Value(value.take()))),
            500 => Ok(Wanted::Error(code(&body).ok_or_else(|| Failure::Server(body.to_string()))?)),
            _ => Err(Failure::Server(body.to_string())),
        }
    }
}

fn answer(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<(u16, Value), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Server(error.to_string());
    let mut response = sent.map_err(|error| failed(&error))?;
    let status = response.status().as_u16();
    let bytes = response.body_mut().read_to_vec().map_err(|error| failed(&error))?;
    let body = if bytes.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&bytes).map_err(|error| failed(&error))?
    };
    Ok((status, body))
}

/// The name of the first error, or the only one where it stands by itself.
fn code(body: &Value) -> Option<String> {
    let first = body.pointer("/errors/0/code").or_else(|| body.pointer("/code"))?;
    first.as_str().map(str::to_owned)
}
