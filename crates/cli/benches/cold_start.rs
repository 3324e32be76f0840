//! Exec to first decision: how long the program takes, from nothing, until somebody has an answer.
//! `just cold-start` runs it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made has nothing to print, and one that was made prints it"
)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const EDGEWARD: &str = env!("CARGO_BIN_EXE_edgeward");
const RUNS: usize = 41;

fn main() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/seed/deployment.yaml");
    row("bare process: edgeward --version", || {
        Command::new(EDGEWARD).arg("--version").stdout(Stdio::null()).status().unwrap();
    });
    row("edgeward check, seed Deployment, to exit", || {
        let status = Command::new(EDGEWARD)
            .args(["check", "-f"])
            .arg(&seed)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(1));
    });
    let state = std::env::temp_dir().join(format!("edgeward-cold-start-{}", std::process::id()));
    let mut servers = Vec::new();
    row("edgeward serve, to its first data decision", || {
        // The first run makes the certificate; a server that starts again finds it.
        let port = free_port();
        servers.push(serve(port, &state));
        while !decides(port) {}
        // Not part of the time that counts: the next run starts when this one is gone.
    });
    for mut server in servers {
        server.kill().unwrap();
        server.wait().unwrap();
    }
    std::fs::remove_dir_all(state).unwrap();
}

fn row(name: &str, mut run: impl FnMut()) {
    run();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    let ms = |at: usize| times.get(at).unwrap().as_secs_f64() * 1000.0;
    println!(
        "{name:<44} min {:6.2} ms   median {:6.2} ms   max {:6.2} ms",
        ms(0),
        ms(RUNS / 2),
        ms(RUNS - 1)
    );
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn serve(port: u16, state: &Path) -> Child {
    Command::new(EDGEWARD)
        .args(["serve", "--admission-addr", "127.0.0.1:0", "--health-addr", "127.0.0.1:0", "--decision-addr"])
        .arg(format!("127.0.0.1:{port}"))
        .arg("--state-dir")
        .arg(state)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Whether somebody answers a data request on the port.
fn decides(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let body = r#"{"input":{"action":"export"}}"#;
    let request = format!(
        "POST /v1/data/edgeward/access/decision HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.contains(r#""permit":false"#)
}
