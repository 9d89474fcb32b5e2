//! One poll: both lists at once, and what they tell together (voicenter §2).

use std::collections::BTreeMap;
use std::time::Duration;

use super::Voicenter;
use super::answer::{List, list};
use super::ask::Ask;
use super::directory::{News, roster, statuses};
use super::extensions::{Extensions, Notes, extensions, newest};
use super::frame::{Frame, Signs};
use super::queues::{Queues, queues, signs};
use crate::domain::{Call, Fault, Feed, Queue, Snapshot, Text, Unread};
use crate::vendor::{Http, Reply, feed, readable};

/// Faster polls get old data (voicenter §4).
pub(super) const RENEWAL: Duration = Duration::from_secs(5);

/// What a poll found, before any of it is kept.
pub(super) struct Found {
    /// For the board.
    pub snapshot: Snapshot,
    /// How the vendor's clock is read from now on.
    pub frame: Frame,
    /// Whether those who wait contradict the vendor's `Date` headers.
    pub contradicted: bool,
    /// For orders; `None` if the list failed.
    pub notes: Option<Notes>,
}

impl Voicenter {
    /// One poll. Everything that it learns is kept after the last answer is in.
    pub(super) async fn round(&mut self, http: &Http) -> Snapshot {
        let started = http.now();
        let asked = self.directory.due(started);
        let lists = async {
            tokio::join!(
                self.list(http, Ask::extensions(&self.config), "EXTENSIONS"),
                self.list(http, Ask::queues(&self.config), "QUEUES")
            )
        };
        let ((extensions, queues), news) = tokio::join!(lists, self.news(http, asked));
        if asked {
            self.directory.learn(news, started, extensions.is_ok());
        }
        let Found { snapshot, frame, contradicted, notes } = self.found(extensions, queues);
        (self.frame, self.contradicted) = (frame, contradicted);
        if let Some(notes) = notes {
            self.opened = true;
            self.notes = notes;
        }
        snapshot
    }

    /// Sends `ask` as the configuration says.
    pub(super) async fn send(&self, http: &Http, ask: Ask) -> Result<Reply, Fault> {
        http.send(ask.request(self.config.method)).await
    }

    async fn list(&self, http: &Http, ask: Ask, key: &str) -> Result<List, Fault> {
        let filter = self.filter(key);
        list(self.send(http, ask).await?, key, filter)
    }

    /// The setting that narrows the list `key`, and its value.
    fn filter(&self, key: &str) -> Option<(&'static str, &str)> {
        if key == "QUEUES" {
            self.config.only_queue().map(|id| ("queue", id))
        } else {
            self.config.only_extension().map(|id| ("extension", id))
        }
    }

    /// The side lists, if they are `asked` for. They fail in silence: the board does without them.
    async fn news(&self, http: &Http, asked: bool) -> News {
        if !asked {
            return News::default();
        }
        let side = async |url: &str, ask: Ask| {
            if url.is_empty() {
                return None;
            }
            self.send(http, ask).await.ok()
        };
        let (extensions, names) = tokio::join!(
            side(&self.config.roster_url, Ask::roster(&self.config)),
            side(&self.config.statuses_url, Ask::statuses(&self.config))
        );
        News {
            extensions: extensions.and_then(|reply| roster(reply).ok().flatten()),
            statuses: names.and_then(|reply| statuses(reply).ok().flatten()),
        }
    }

    /// What both lists tell together.
    pub(super) fn found(&self, extensions: Result<List, Fault>, queues: Result<List, Fault>) -> Found {
        let (extensions, queues) = self.doubted(extensions, queues);
        let signs = Signs {
            callers: queues.as_ref().ok().map(|list| (list.present, signs(list))),
            newest: extensions.as_ref().ok().and_then(|list| Some((list.present, newest(list)?))),
        };
        let (frame, contradicted) = (self.frame.after(&signs), signs.contradict());
        let mut extensions = extensions.and_then(|list| {
            let found = self::extensions(list, frame, &self.directory);
            match readable(found.agents.iter().collect(), found.agents_unread.clone()) {
                Err(fault) if found.calls.is_empty() => Err(fault),
                Ok(_) | Err(_) => Ok(found),
            }
        });
        let queues = queues.map(|list| self::queues(list, frame));
        if let (Ok(extensions), Ok(queues)) = (&mut extensions, &queues) {
            arrive(&mut extensions.calls, &queues.callers);
        }
        let notes = extensions.as_mut().ok().map(|found| std::mem::take(&mut found.notes));
        Found { snapshot: self.snapshot(extensions, queues), frame, contradicted, notes }
    }

    /// The lists, unless they are empty in a way that no good account is: a wrong code is answered with "OK" and
    /// no extension at all (voicenter §1).
    fn doubted(
        &self,
        extensions: Result<List, Fault>,
        queues: Result<List, Fault>,
    ) -> (Result<List, Fault>, Result<List, Fault>) {
        let empty = |list: &Result<List, Fault>| list.as_ref().is_ok_and(|list| list.rows.is_empty());
        let unlisted = |what: &str, id: &str| {
            let why = format!("voicenter answered without {what} {id}; check `{what}` and `code`");
            Err(Fault::Refused(Text::new(&why)))
        };
        let queues = match self.config.only_queue().filter(|_| empty(&queues)) {
            Some(id) => unlisted("queue", id),
            None => queues,
        };
        if !empty(&extensions) {
            return (extensions, queues);
        }
        if let Some(id) = self.config.only_extension() {
            return (unlisted("extension", id), queues);
        }
        if queues.as_ref().is_ok_and(|list| !list.rows.is_empty()) {
            // It does know the code.
            let why = "voicenter answered with queues, yet with no extensions at all: \
                       the code may be one without extensions";
            return (Err(Fault::Refused(why.into())), queues);
        }
        let wrong = if self.opened {
            // A code that has just worked is not wrong: that would cost minutes.
            Fault::Malformed("voicenter answered with no extensions at all, and had some before".into())
        } else {
            Fault::Unauthorized(
                "voicenter answered with no extensions at all: the code is probably wrong".into(),
            )
        };
        (Err(wrong.clone()), queues.and(Err(wrong)))
    }

    fn snapshot(&self, extensions: Result<Extensions, Fault>, queues: Result<Queues, Fault>) -> Snapshot {
        let (calls, agents) = match extensions {
            Ok(found) => (feed(found.calls, found.calls_unread), feed(found.agents, found.agents_unread)),
            Err(fault) => (Feed::Failed(fault.clone()), Feed::Failed(fault)),
        };
        let (waiting, queues) = match queues {
            Ok(found) => {
                (callers(found.callers, found.callers_unread, &found.rows), feed(found.rows, found.unread))
            }
            Err(fault) => (Feed::Failed(fault.clone()), Feed::Failed(fault)),
        };
        let states = self.directory.statuses().choices();
        Snapshot { calls, waiting, agents, queues, states, listeners: None }
    }
}

/// Who waits: nobody, too, where some queue tells of its callers.
fn callers(rows: Vec<Call>, unread: Vec<Unread>, queues: &[Queue]) -> Feed<Call> {
    if queues.iter().any(|queue| queue.waiting.is_some()) {
        Feed::Fresh { rows, unread }
    } else {
        feed(rows, unread)
    }
}

/// Gives calls that still stand in a queue what the queue knows of them: they ring at an agent (voicenter §2.2).
fn arrive(calls: &mut [Call], callers: &[Call]) {
    let callers: BTreeMap<_, _> = callers.iter().map(|from| (&from.conversation, from)).collect();
    for call in calls {
        if let Some(from) = callers.get(&call.conversation) {
            call.queue.clone_from(&from.queue);
            call.queue_name.clone_from(&from.queue_name);
            call.entered = from.entered;
        }
    }
}
