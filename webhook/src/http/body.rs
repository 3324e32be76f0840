use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBody {
    /// Larger than allowed.
    TooLarge,
    /// It did not arrive in time.
    Late,
    /// The sender stopped in the middle.
    Broken,
    /// All bodies together would take too much memory.
    Crowded,
}

/// Memory for bodies, in bytes, shared by everybody who sends one. The number of connections alone would allow
/// for gigabytes, and anybody in the cluster can connect.
#[derive(Debug)]
pub(super) struct Memory(Arc<Semaphore>);

/// A body, and its share of the memory until it was judged.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) bytes: Bytes,
    pub(super) share: Option<OwnedSemaphorePermit>,
}

/// How many bodies of the largest size fit at once.
const LARGEST_AT_ONCE: usize = 16;

impl Memory {
    pub(super) fn for_bodies_of(limit: usize) -> Memory {
        let bytes = limit.saturating_mul(LARGEST_AT_ONCE).min(Semaphore::MAX_PERMITS);
        Memory(Arc::new(Semaphore::new(bytes)))
    }

    /// Takes room for `bytes` more, at once or not at all: a share that waits would let a few slow senders hold
    /// up everybody.
    fn take(&self, bytes: usize, share: &mut Option<OwnedSemaphorePermit>) -> Result<(), NoBody> {
        let bytes = u32::try_from(bytes).map_err(|_| NoBody::Crowded)?;
        let more = Arc::clone(&self.0).try_acquire_many_owned(bytes).map_err(|_| NoBody::Crowded)?;
        match share {
            Some(share) => share.merge(more),
            None => *share = Some(more),
        }
        Ok(())
    }
}

/// What is read and thrown away of a body that is too large, as a multiple of the limit. Closing while the
/// sender still writes resets the connection, and the sender would never see why.
const DISCARDED: usize = 4;

/// Reads a body of at most `limit` bytes.
pub(super) async fn read(
    body: Body,
    limit: usize,
    until: Instant,
    memory: &Memory,
) -> Result<Received, NoBody> {
    tokio::time::timeout_at(until.into(), collect(body, limit, memory)).await.unwrap_or(Err(NoBody::Late))
}

async fn collect(mut body: Body, limit: usize, memory: &Memory) -> Result<Received, NoBody> {
    let announced = body.size_hint().lower();
    // Address space only; what counts is what arrives.
    let mut kept = match usize::try_from(announced) {
        Ok(announced) if announced <= limit => Some(Vec::with_capacity(announced)),
        _ => None,
    };
    let mut share = None;
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| NoBody::Broken)?.into_data() else {
            continue;
        };
        seen = seen.saturating_add(data.len());
        match &mut kept {
            Some(bytes) if seen <= limit => {
                memory.take(data.len(), &mut share)?;
                bytes.extend_from_slice(&data);
            }
            _ => (kept, share) = (None, None),
        }
        if seen > limit.saturating_mul(DISCARDED) {
            return Err(NoBody::TooLarge);
        }
    }
    let bytes = kept.map(Bytes::from).ok_or(NoBody::TooLarge)?;
    Ok(Received { bytes, share })
}

/// Whether the body is said to be JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    essence(headers).is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// The media type without its parameters.
pub(super) fn essence(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

/// Whether the body is as it is, not compressed.
pub(super) fn is_unencoded(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    encodings.all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn read_bytes(size: usize, memory: &Memory) -> Result<Received, NoBody> {
        read(Body::from(vec![b' '; size]), 10, Instant::now() + Duration::from_secs(5), memory).await
    }

    #[tokio::test]
    async fn bodies_share_memory_until_they_are_dropped() {
        let memory = Memory::for_bodies_of(10);
        let mut held = Vec::new();
        for _ in 0..LARGEST_AT_ONCE {
            held.push(read_bytes(10, &memory).await.expect("there is room"));
        }
        assert_eq!(read_bytes(1, &memory).await.map(|_| ()), Err(NoBody::Crowded));
        assert!(read_bytes(0, &memory).await.is_ok(), "nothing takes no room");
        held.pop();
        assert!(read_bytes(10, &memory).await.is_ok());
        assert_eq!(read_bytes(11, &memory).await.map(|_| ()), Err(NoBody::TooLarge));
        assert_eq!(memory.0.available_permits(), 10, "what was refused holds nothing");
    }
}
