//! One connection: requests one after the other, or one watch.

use std::io::{BufRead, BufReader, Result, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::answer::{Answer, parameter, refusal};
use super::{Shared, TICK, lock};

pub(super) fn serve(stream: TcpStream, shared: &Shared) {
    // The listener does not block, and on some systems its connections take that over.
    let _ = stream.set_nonblocking(false);
    let _ = stream.set_nodelay(true);
    // A connection that breaks is the other side's right.
    let _ = requests(stream, shared);
}

fn requests(stream: TcpStream, shared: &Shared) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        // An empty line ends the head.
        while reader.read_line(&mut line)? > 2 {}
        lock(&shared.requests).push(target.clone());
        while is_silent(shared) {
            std::thread::sleep(TICK);
        }
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let refused = lock(&shared.behaviour).refusal;
        let kind = lock(&shared.objects).kind_at(path);
        match (refused, kind) {
            (None, Some(kind)) if parameter(query, "watch") == Some("true") => {
                return watch(&mut stream, shared, &kind, query);
            }
            (refused, kind) => write(&mut stream, &answer(shared, refused, kind, path, query))?,
        }
    }
}

fn is_silent(shared: &Shared) -> bool {
    let behaviour = *lock(&shared.behaviour);
    behaviour.is_silent && !behaviour.is_stopped
}

fn answer(shared: &Shared, refused: Option<u16>, kind: Option<String>, path: &str, query: &str) -> Answer {
    if let Some(code) = refused {
        return refusal(code, "refused by the test");
    }
    let objects = lock(&shared.objects);
    match kind {
        Some(kind) => {
            let limit = parameter(query, "limit").and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
            let skip = parameter(query, "continue").and_then(|more| more.strip_suffix("%3D%2F%2B"));
            let skip = skip.and_then(|skip| skip.parse().ok()).unwrap_or(0);
            (200, objects.page(&kind, skip, limit))
        }
        None => {
            objects.discovery(path).map_or_else(|| refusal(404, "there is no such path"), |list| (200, list))
        }
    }
}

fn write(stream: &mut TcpStream, (status, body): &Answer) -> Result<()> {
    let body = body.to_string();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} status\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

fn chunk(stream: &mut TcpStream, event: &Value) -> Result<()> {
    let text = format!("{event}\n");
    write!(stream, "{:x}\r\n{text}\r\n", text.len())
}

/// Events until the time is over or somebody cuts it.
fn watch(stream: &mut TcpStream, shared: &Shared, kind: &str, query: &str) -> Result<()> {
    let number = |name| parameter(query, name).and_then(|text| text.parse::<u64>().ok());
    let mut version = number("resourceVersion").unwrap_or_default();
    let until = Instant::now() + Duration::from_secs(number("timeoutSeconds").unwrap_or(300));
    let cuts = lock(&shared.behaviour).cuts;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )?;
    while Instant::now() < until {
        let behaviour = *lock(&shared.behaviour);
        if behaviour.cuts != cuts || behaviour.is_stopped {
            // In the middle of a chunk.
            write!(stream, "ff\r\n{{\"type\":")?;
            return stream.shutdown(std::net::Shutdown::Both);
        }
        let events = lock(&shared.objects).since(kind, version);
        match events {
            _ if behaviour.is_silent => {}
            Some(events) => {
                for (at, event) in events {
                    chunk(stream, &event)?;
                    version = at;
                }
            }
            None => {
                let (_, status) = refusal(410, "too old resource version");
                chunk(stream, &json!({"type": "ERROR", "object": status}))?;
                break;
            }
        }
        std::thread::sleep(TICK);
    }
    let version = lock(&shared.objects).version().to_string();
    let bookmark = json!({"kind": kind, "apiVersion": "v1", "metadata": {"resourceVersion": version}});
    chunk(stream, &json!({"type": "BOOKMARK", "object": bookmark}))?;
    write!(stream, "0\r\n\r\n")?;
    stream.shutdown(std::net::Shutdown::Both)
}
