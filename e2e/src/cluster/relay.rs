//! A way to the API server that takes its time: bytes go through as they are, so TLS does, each as much later as is
//! said.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Problem;

/// As much as one reading takes. What arrives together goes on together.
const CHUNK: usize = 64 * 1024;

/// What arrived, and when; nothing at the end of a connection.
type Arrived = (Instant, Vec<u8>);

/// Takes connections to an address of its own and leads them on. It goes on until the process ends.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    delay: Arc<Delay>,
}

impl Relay {
    /// One that leads to this `HOST:PORT`, without a delay yet.
    pub fn start(to: &str) -> Result<Relay, Problem> {
        let failed = |error: std::io::Error| Problem::Unexpected(format!("a relay to {to}: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let delay = Arc::new(Delay::default());
        let (to, held) = (to.to_owned(), Arc::clone(&delay));
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                // Where nobody listens the other side sees its connection end, as it would behind any relay.
                let _ = TcpStream::connect(&to).and_then(|far| lead(&near, &far, &held));
            }
        });
        Ok(Relay { address, delay })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Holds everything back for so long, each way; what is on its way too.
    pub fn delay(&self, delay: Duration) {
        self.delay.set(delay);
    }
}

/// How long everything is held back.
#[derive(Debug, Default)]
struct Delay {
    each: Mutex<Duration>,
    changed: Condvar,
}

impl Delay {
    fn set(&self, delay: Duration) {
        *self.each.lock().unwrap_or_else(PoisonError::into_inner) = delay;
        self.changed.notify_all();
    }

    /// Waits until it is time for what arrived then, by the delay as it is by then.
    fn hold(&self, arrived: Instant) {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = each.saturating_sub(arrived.elapsed());
            if left.is_zero() {
                return;
            }
            each = self.changed.wait_timeout(each, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Leads both ways. Who reads does not wait for who writes: a long answer is as late as its last part, not later with
/// each.
fn lead(near: &TcpStream, far: &TcpStream, delay: &Arc<Delay>) -> std::io::Result<()> {
    for (from, to) in [(near, far), (far, near)] {
        // Small parts must not wait for more: the delay is the only one.
        to.set_nodelay(true)?;
        let (arrived, leaving) = channel();
        let (from, to, delay) = (from.try_clone()?, to.try_clone()?, Arc::clone(delay));
        thread::spawn(move || read(from, &arrived));
        thread::spawn(move || write(to, &leaving, &delay));
    }
    Ok(())
}

fn read(mut from: TcpStream, arrived: &Sender<Arrived>) {
    let mut chunk = vec![0; CHUNK];
    loop {
        let bytes =
            from.read(&mut chunk).ok().and_then(|count| chunk.get(..count)).unwrap_or_default().to_vec();
        let is_end = bytes.is_empty();
        if arrived.send((Instant::now(), bytes)).is_err() || is_end {
            return;
        }
    }
}

fn write(mut to: TcpStream, leaving: &Receiver<Arrived>, delay: &Delay) {
    for (arrived, bytes) in leaving {
        delay.hold(arrived);
        if bytes.is_empty() {
            break;
        }
        if to.write_all(&bytes).is_err() {
            // It is gone, so nothing more of it is read either.
            let _ = to.shutdown(Shutdown::Both);
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends back what it is sent, on one connection.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("bound");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut back = stream.try_clone().expect("a second handle");
            std::io::copy(&mut stream, &mut back).expect("echoed");
        });
        address
    }

    fn asked(stream: &mut TcpStream) -> Duration {
        let began = Instant::now();
        stream.write_all(b"who").expect("sent");
        let mut answer = [0; 3];
        stream.read_exact(&mut answer).expect("answered");
        assert_eq!(&answer, b"who");
        began.elapsed()
    }

    #[test]
    fn bytes_go_both_ways_each_as_late_as_is_said() {
        let relay = Relay::start(&echo().to_string()).expect("started");
        let mut stream = TcpStream::connect(relay.address()).expect("connected");
        asked(&mut stream);
        relay.delay(Duration::from_millis(100));
        assert!(asked(&mut stream) >= Duration::from_millis(200));
    }

    #[test]
    fn what_is_held_back_goes_on_at_once_when_the_delay_is_gone() {
        let relay = Relay::start(&echo().to_string()).expect("started");
        let mut stream = TcpStream::connect(relay.address()).expect("connected");
        relay.delay(Duration::from_secs(600));
        stream.write_all(b"held").expect("sent");
        relay.delay(Duration::ZERO);
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).expect("answered");
        assert_eq!(&answer, b"held");
    }

    #[test]
    fn a_connection_that_ends_on_one_side_ends_on_the_other() {
        let relay = Relay::start(&echo().to_string()).expect("started");
        let mut stream = TcpStream::connect(relay.address()).expect("connected");
        stream.write_all(b"last").expect("sent");
        stream.shutdown(Shutdown::Write).expect("ended");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).expect("ended there too");
        assert_eq!(all, b"last");
    }
}
