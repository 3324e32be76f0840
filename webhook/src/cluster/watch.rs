//! One kind, followed: asked for, listed, watched, and all of it again when something breaks.

use std::time::{Duration, Instant};

use edgeward_decision::InventoryKind;
use edgeward_rego::{Scope, Value};
use futures_util::TryStreamExt;
use kube::core::WatchEvent;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::failure::Failure;
use super::page::Trim;
use super::pause::Pause;
use super::reader::{Listed, PATIENCE, Reader, escaped, request};
use super::served::Served;

/// What a watch has to say of its kind.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) kind: InventoryKind,
    pub(super) news: News,
    /// When it was true.
    pub(super) at: Instant,
}

#[derive(Debug)]
pub(super) enum News {
    /// Discovery does not serve it.
    Absent,
    /// All objects.
    Listed(Scope, Vec<Value>),
    /// A new object, or a new state of one.
    Put(Scope, Value),
    /// An object that is gone.
    Gone(Scope, Value),
    /// The watch lives, and nothing changed.
    Nothing,
    /// Something went wrong, and is tried again.
    Failed(String),
}

/// From where a watch goes on.
#[derive(Debug)]
struct Position {
    served: Served,
    version: String,
    /// When the API server last said something about it.
    heard: Instant,
}

pub(super) struct Watch {
    reader: Reader,
    trim: Trim,
    stale_after: Duration,
    reports: mpsc::Sender<Report>,
}

/// Nobody listens any more.
struct Unheard;

impl Watch {
    pub(super) fn new(
        reader: Reader,
        trim: Trim,
        stale_after: Duration,
        reports: mpsc::Sender<Report>,
    ) -> Watch {
        Watch { reader, trim, stale_after, reports }
    }

    /// Until nobody listens.
    pub(super) async fn follow(mut self) {
        let mut pause = Pause::default();
        let mut position = None;
        while let Ok(next) = self.step(position.take(), &mut pause).await {
            position = next;
        }
    }

    /// A list or a watch, and from where to go on.
    async fn step(&mut self, from: Option<Position>, pause: &mut Pause) -> Result<Option<Position>, Unheard> {
        let failure = match from {
            None => match self.reader.all(&mut self.trim).await {
                Ok(Some(Listed { served, version, objects })) => {
                    let heard = Instant::now();
                    self.tell(News::Listed(served.scope, objects)).await?;
                    return Ok(Some(Position { served, version, heard }));
                }
                Ok(None) => {
                    self.tell(News::Absent).await?;
                    pause.reset();
                    tokio::time::sleep(self.length()).await;
                    return Ok(None);
                }
                Err(failure) => (failure, None),
            },
            Some(mut position) => {
                let before = position.heard;
                let ended = self.watch(&mut position).await?;
                if position.heard != before {
                    pause.reset();
                }
                match ended {
                    Ok(()) => return Ok(Some(position)),
                    Err(failure) => (failure, Some(position)),
                }
            }
        };
        let (failure, position) = failure;
        // A watch that goes on says nothing until something changes; a list says at once that all is known, so that a
        // kind that is about to be stale need not become it.
        let is_recent = |position: &Position| position.heard.elapsed() < self.stale_after / 2;
        let position = position.filter(|one| matches!(failure, Failure::Broken(_)) && is_recent(one));
        self.tell(News::Failed(failure.into_text())).await?;
        tokio::time::sleep(pause.next()).await;
        Ok(position)
    }

    /// Reports what changes until the API server ends the watch, as it is asked to.
    async fn watch(&mut self, position: &mut Position) -> Result<Result<(), Failure>, Unheard> {
        let began = Instant::now();
        let scope = position.served.scope;
        let path = format!(
            "{}?watch=true&allowWatchBookmarks=true&timeoutSeconds={}&resourceVersion={}",
            position.served.path,
            self.length().as_secs(),
            escaped(&position.version)
        );
        let request = match request(&path) {
            Ok(request) => request,
            Err(failure) => return Ok(Err(failure)),
        };
        let events = match timeout(PATIENCE, self.reader.client.request_events::<Value>(request)).await {
            Ok(Ok(events)) => events,
            Ok(Err(error)) => return Ok(Err(Failure::of(&error))),
            Err(_) => return Ok(Err(Failure::late("the answer to a watch"))),
        };
        let mut events = std::pin::pin!(events);
        loop {
            let event = match timeout(self.length() + PATIENCE, events.try_next()).await {
                Ok(Ok(Some(event))) => event,
                Ok(Ok(None)) => break,
                Ok(Err(error)) => return Ok(Err(Failure::of(&error))),
                Err(_) => return Ok(Err(Failure::late("the next event of a watch"))),
            };
            let news = match event {
                WatchEvent::Added(object) | WatchEvent::Modified(object) => {
                    remember(position, &object);
                    News::Put(scope, self.trim.trim(object))
                }
                WatchEvent::Deleted(object) => {
                    remember(position, &object);
                    News::Gone(scope, object)
                }
                WatchEvent::Bookmark(bookmark) => {
                    position.version = bookmark.metadata.resource_version;
                    News::Nothing
                }
                WatchEvent::Error(status) => return Ok(Err(Failure::of(&kube::Error::Api(status)))),
            };
            position.heard = Instant::now();
            self.tell(news).await?;
        }
        // One that was cut looks like one that ended. Only a watch that lasted as long as it was asked to proves that
        // somebody was there until its end.
        if began.elapsed() < self.length() * 3 / 4 {
            return Ok(Err(Failure::Broken("a watch ended before its time".to_owned())));
        }
        position.heard = Instant::now();
        self.tell(News::Nothing).await?;
        Ok(Ok(()))
    }

    async fn tell(&self, news: News) -> Result<(), Unheard> {
        let report = Report { kind: self.trim.kind.clone(), news, at: Instant::now() };
        self.reports.send(report).await.map_err(|_| Unheard)
    }

    fn length(&self) -> Duration {
        length(self.stale_after)
    }
}

/// How long one watch lasts, and how long an absent kind is not asked for. In whole seconds, as the API server is told: a
/// watch that is waited for a part of a second longer than it was asked for would seem to end before its time.
fn length(stale_after: Duration) -> Duration {
    Duration::from_secs((stale_after.as_secs() / 3).max(1))
}

fn remember(position: &mut Position, object: &Value) {
    if let Some(version) =
        object.pointer("/metadata/resourceVersion").and_then(|one| one.as_str().map(str::to_owned))
    {
        position.version = version;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_is_waited_for_as_long_as_it_is_asked_for() {
        for (stale_after, seconds) in [(3, 1), (5, 1), (8, 2), (90, 30)] {
            assert_eq!(
                length(Duration::from_secs(stale_after)),
                Duration::from_secs(seconds),
                "{stale_after}"
            );
        }
    }
}
