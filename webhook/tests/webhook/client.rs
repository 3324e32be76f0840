//! A small blocking HTTP/1.1 client over plain TCP, TLS or a Unix socket that can also misbehave: stop in the
//! middle, send garbage, keep a connection. Knows nothing of the server's code.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// Longer than any time-out that a test waits for; shorter than anybody's patience.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    tcp: Option<TcpStream>,
    read: Vec<u8>,
}

trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

/// What came back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What a TLS client trusts and offers.
pub(crate) fn tls_config(ca: &Path, alpn: &[&str]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let pem = fs::read(ca).expect("the CA was written");
    roots.add(CertificateDer::from_pem_slice(&pem).expect("PEM")).expect("a CA");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    Arc::new(config)
}

/// Handshakes and says which protocol was agreed on.
pub(crate) fn handshake(
    address: SocketAddr,
    name: &str,
    config: Arc<ClientConfig>,
) -> std::io::Result<Option<Vec<u8>>> {
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let mut tls = ClientConnection::new(config, name).expect("a client");
    let mut tcp = TcpStream::connect(address)?;
    tcp.set_read_timeout(Some(PATIENCE))?;
    while tls.is_handshaking() {
        tls.complete_io(&mut tcp)?;
    }
    Ok(tls.alpn_protocol().map(<[u8]>::to_vec))
}

impl Connection {
    /// TLS to `localhost`, trusting the CA in the file.
    pub(crate) fn tls(address: SocketAddr, ca: &Path) -> Connection {
        let name = ServerName::try_from("localhost").expect("a name");
        let tls = ClientConnection::new(tls_config(ca, &["http/1.1"]), name).expect("a client");
        let tcp = connect(address);
        let other = tcp.try_clone().expect("a second handle");
        Connection { stream: Box::new(StreamOwned::new(tls, tcp)), tcp: Some(other), read: Vec::new() }
    }

    pub(crate) fn plain(address: SocketAddr) -> Connection {
        let tcp = connect(address);
        let other = tcp.try_clone().expect("a second handle");
        Connection { stream: Box::new(tcp), tcp: Some(other), read: Vec::new() }
    }

    pub(crate) fn unix(path: &Path) -> Connection {
        let stream = UnixStream::connect(path).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        Connection { stream: Box::new(stream), tcp: None, read: Vec::new() }
    }

    /// One request and its response. The connection stays open if the server lets it.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        self.write_head(method, path, headers, body.len());
        // The server may answer and close before it has read everything.
        let _ = self.stream.write_all(body).and_then(|()| self.stream.flush());
        self.response().expect("a response")
    }

    /// `POST` of JSON.
    pub(crate) fn post(&mut self, path: &str, body: &[u8]) -> Response {
        self.send("POST", path, &[("content-type", "application/json")], body)
    }

    pub(crate) fn get(&mut self, path: &str) -> Response {
        self.send("GET", path, &[], b"")
    }

    /// A request's head that announces `length` bytes of body.
    pub(crate) fn write_head(&mut self, method: &str, path: &str, headers: &[(&str, &str)], length: usize) {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.write(head.as_bytes());
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).expect("it can be written");
    }

    /// Whether it can still be written to.
    pub(crate) fn can_write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).is_ok()
    }

    /// Says that nothing more will be sent.
    pub(crate) fn stop_sending(&mut self) {
        self.tcp.as_ref().expect("TCP").shutdown(Shutdown::Write).expect("it is open");
    }

    /// The next response, or `None` if the connection was closed instead.
    pub(crate) fn response(&mut self) -> Option<Response> {
        let end = loop {
            if let Some(at) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if !self.read_more() {
                return None;
            }
        };
        let head: Vec<u8> = self.read.drain(..end).collect();
        let head = String::from_utf8(head).expect("text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
        let status = status.parse().expect("a number");
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length: usize = length.map_or(0, |(_, value)| value.parse().expect("a number"));
        while self.read.len() < length {
            assert!(self.read_more(), "the response ended in the middle");
        }
        let body = self.read.drain(..length).collect();
        Some(Response { status, headers, body })
    }

    /// Waits until the server closes; fails if it sends something or takes too long.
    pub(crate) fn is_closed(&mut self) -> bool {
        !self.read_more()
    }

    /// Whether something came; not, when the connection was closed or reset.
    fn read_more(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => false,
            Ok(count) => {
                self.read.extend_from_slice(&buffer[..count]);
                true
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("nothing came and nothing was closed within {PATIENCE:?}")
            }
            Err(_) => false,
        }
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    stream.set_write_timeout(Some(PATIENCE)).expect("a time-out");
    stream.set_nodelay(true).expect("an option");
    stream
}
