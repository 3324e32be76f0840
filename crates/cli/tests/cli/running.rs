//! A server of the real command, on free ports.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::{Folder, PATIENCE};

pub(crate) struct Running {
    child: Child,
    admission: String,
    decisions: String,
    health: String,
    tls: Arc<ClientConfig>,
    _state: Folder,
}

impl Running {
    /// Starts a server and waits for what it prints when everything listens.
    pub(crate) fn start(arguments: &[&str]) -> Running {
        let state = Folder::new();
        let mut child = Command::new(env!("CARGO_BIN_EXE_edgeward"))
            .args(["serve", "--admission-addr", "127.0.0.1:0", "--decision-addr", "127.0.0.1:0"])
            .args(["--health-addr", "127.0.0.1:0", "--log-filter", "off", "--state-dir", &state.shown()])
            .args(arguments)
            .env(PATIENCE.0, PATIENCE.1)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut after = |start: &str| {
            let mut rests =
                lines.by_ref().filter_map(|line| Some(line.ok()?.strip_prefix(start)?.trim().to_owned()));
            rests.next().expect("the server says where it listens")
        };
        let address = |text: String| text.split('/').next().expect("an address").to_owned();
        let admission = address(after("admission  https://"));
        let decisions = address(after("decisions  http://"));
        let health = address(after("health     http://"));
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(after("CA         ")).expect("a CA")).expect("a usable CA");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("TLS versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Running { child, admission, decisions, health, tls: Arc::new(tls), _state: state }
    }

    /// Status and body of a review.
    pub(crate) fn review(&self, path: &str, review: &serde_json::Value) -> serde_json::Value {
        let name = ServerName::try_from("localhost").expect("a name");
        let connection = ClientConnection::new(Arc::clone(&self.tls), name).expect("a client");
        let answer = exchange(
            StreamOwned::new(connection, connect(&self.admission)),
            "POST",
            path,
            &review.to_string(),
        );
        assert_eq!(answer.0, 200, "{answer:?}");
        serde_json::from_str(&answer.1).expect("JSON")
    }

    /// Status and body of whatever is posted as a review; `None` where the connection is just closed.
    pub(crate) fn post(
        &self,
        path: &str,
        content_type: &str,
        length: usize,
        body: &[u8],
    ) -> Option<(u16, String)> {
        let name = ServerName::try_from("localhost").expect("a name");
        let connection = ClientConnection::new(Arc::clone(&self.tls), name).expect("a client");
        let mut stream = StreamOwned::new(connection, connect(&self.admission));
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        // A server that refuses a body may close before all of it is sent.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        if body.len() < length {
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).expect("UTF-8");
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    pub(crate) fn decision(&self, path: &str, body: &str) -> (u16, String) {
        exchange(connect(&self.decisions), "POST", path, body)
    }

    pub(crate) fn health(&self, path: &str) -> (u16, String) {
        exchange(connect(&self.health), "GET", path, "")
    }

    /// Tells it to stop, as Kubernetes does.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        let told =
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(told.success());
        self.child.wait().expect("the server ends")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out");
    stream
}

fn exchange(mut stream: impl Read + Write, method: &str, path: &str, body: &str) -> (u16, String) {
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("the request is sent");
    let mut answer = Vec::new();
    // Some servers close without TLS's own farewell; what came is compared below.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).expect("UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}
