use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use super::Door;
use super::listener::Stream;
use super::pace::{Pace, Paced};

/// Largest head of a request, in bytes. The API server's is below 1 KiB.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long a connection that has not asked anything yet may still do so after the server was told to stop: its
/// first bytes may be on their way.
const GRACE: Duration = Duration::from_millis(250);

/// Serves one connection to its end.
pub(super) async fn serve(stream: Stream, door: &Door, watcher: Watcher, stop: watch::Receiver<bool>) {
    match &door.tls {
        None => serve_http(stream, door, watcher, stop).await,
        Some(tls) => {
            let handshake = tokio::time::timeout(door.times.handshake, tls.accept(stream));
            tokio::select! {
                () = stopped(stop.clone()) => {}
                shaken = handshake => match shaken {
                    Ok(Ok(stream)) => serve_http(stream, door, watcher, stop).await,
                    _ => door.app.metrics.handshake_failed(),
                },
            }
        }
    }
}

async fn serve_http<S>(stream: S, door: &Door, watcher: Watcher, stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let pace = Pace::new();
    let stream = TokioIo::new(Paced::new(stream, Arc::clone(&pace), door.times));
    let service = service_fn(|request: Request<Incoming>| {
        pace.busy();
        let (pace, routes) = (Arc::clone(&pace), door.routes.clone());
        async move {
            let mut answer = routes.answer(request).await;
            // Whoever keeps a connection would ask here until it is closed, perhaps in the moment when a review is on its
            // way: an API server does not send that again, and the review fails. Sent away with an answer it asks another.
            if let Ok(answer) = &mut answer
                && door.app.health.is_draining()
            {
                answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            pace.idle();
            answer
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(door.times.idle)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(stream, service);
    let mut connection = pin!(watcher.watch(connection));
    let ended = tokio::select! {
        ended = &mut connection => ended,
        // hyper closes a kept connection when it is told to, but waits for the first request of a new one.
        () = stopped(stop) => {
            if pace.is_head_awaited() {
                return;
            }
            connection.await
        }
    };
    if let Err(error) = ended {
        // A peer that hangs up or dawdles is its own affair.
        tracing::debug!(%error, "connection ended");
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // Also when the sender is gone.
    stop.wait_for(|stop| *stop).await.ok();
    tokio::time::sleep(GRACE).await;
}
