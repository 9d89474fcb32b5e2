//! One poll: every list at once, and once more what a session that is over kept away (fact sheet §10).

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::Asterisk;
use super::answer::{Answer, No};
use super::ari;
use super::ask::Ask;
use super::rights::{self, Class, Rights};
use super::stream::listen;
use crate::domain::{At, Fault, Snapshot, Text};
use crate::vendor::{Http, Stream, Urgency};

/// The lists, and what each is called in faults.
const LISTS: [(&str, &str); 7] = [
    ("QueueStatus", "read the queues"),
    ("QueueSummary", "read the queues' figures"),
    ("CoreShowChannels", "read the channels"),
    ("BridgeList", "read the bridges"),
    ("DeviceStateList", "read the phones' states"),
    ("ParkedCalls", "read the parked calls"),
    (HINTS, "read the extensions' hints"),
];

/// The list that is asked for now and then, not at every poll.
pub(super) const HINTS: &str = "ExtensionStateList";

/// What the server says to an action that it does not know, or not yet.
const UNKNOWN: &str = "Invalid/unknown command";

/// What came, by the action that was asked for it. What is not there was not asked for.
pub(super) type Found = BTreeMap<&'static str, Result<Answer, No>>;

impl Asterisk {
    /// Asks for everything.
    pub(super) async fn survey(&mut self, http: &Http) -> Result<Snapshot, Fault> {
        if self.login.ensure(http, Urgency::Read).await? {
            self.probed = false;
        }
        // Not before the user was let in once: two who are refused look like twice as many attempts.
        if self.stream.as_ref().is_none_or(Stream::is_lost) {
            self.stream = Some(listen(&self.config, http.clone()));
        }
        let (mut found, talks) = tokio::join!(self.ask(http, http.now()), ari::talks(http, &self.config));
        if expired(&found) {
            self.login.enter(http, Urgency::Read).await?;
            // A new session may have other rights.
            self.probed = false;
            found = self.ask(http, http.now()).await;
            if expired(&found) {
                return Err(Fault::Unauthorized(
                    "Asterisk forgets the session at once: does a proxy keep its cookies back?".into(),
                ));
            }
        }
        let talks = talks.unwrap_or_else(|fault| {
            tracing::warn!(fault = fault.short(), "no bridges by ARI: check ari_user and ari_secret");
            BTreeMap::new()
        });
        self.learn(&found, http.now());
        // What was left for later is as unknown as it was.
        for (action, _) in LISTS.iter().filter(|(action, _)| self.retries.waits(action)) {
            found.entry(action).or_insert_with(|| Err(No::Said(UNKNOWN.into())));
        }
        let facts = self.stream.as_mut().map(|stream| stream.newest().clone()).unwrap_or_default();
        Ok(self.settle(found, facts, (&talks, http.now())))
    }

    /// Asks for every list that the user may have. In a new session the user's rights come first: what is not theirs is
    /// not even tried. What the server did not know is asked for now and then.
    async fn ask(&self, http: &Http, now: At) -> Found {
        let (login, mut rights, mut found) = (&self.login, self.rights.clone(), Found::new());
        if !self.probed || self.retries.due(rights::COMMANDS, now) {
            let told = login.send(http, &rights::ask()).await;
            // Without them each list says for itself whether it may be had.
            rights = Rights::default();
            if let Ok(answer) = &told {
                rights.listed(&answer.head);
            }
            found.insert(rights::COMMANDS, told);
        }
        let lists = LISTS.iter().filter(|(action, _)| *action != HINTS || self.hints.due(now));
        let lists = lists.map(|(action, label)| Ask::new(label, action));
        let lists = lists.filter(|ask| {
            let left = self.probed && self.retries.waits(ask.action);
            self.retries.due(ask.action, now) || rights.why_not(ask.action).is_none() && !left
        });
        let each = lists.map(|ask| async move { (ask.action, login.send(http, &ask).await) });
        found.extend(join_all(each).await);
        found
    }

    /// Keeps the session and takes in what the answers say about the user's rights.
    pub(super) fn learn(&mut self, found: &Found, now: At) {
        let mut loaded = false;
        if let Some(Ok(answer)) = found.get(rights::COMMANDS) {
            self.rights.listed(&answer.head);
            // A server that is still starting does not list all that there is yet.
            if sees_channels(&self.rights) {
                self.retries.known(rights::COMMANDS);
            } else {
                self.retries.put_off(rights::COMMANDS, now);
            }
            for (action, _) in LISTS.iter().filter(|(action, _)| self.rights.is_unknown(action)) {
                if !self.retries.waits(action) {
                    self.retries.put_off(action, now);
                }
            }
        }
        for (action, result) in found {
            match result {
                Ok(answer) => {
                    self.login.keep(&answer.reply);
                    self.rights.allow(action);
                    if *action != rights::COMMANDS {
                        loaded |= self.retries.waits(action);
                        self.retries.known(action);
                    }
                }
                Err(No::Denied(_)) => self.rights.deny(action),
                Err(No::Said(words)) if words.starts_with(UNKNOWN) => {
                    self.rights.unlearn(action);
                    self.retries.put_off(action, now);
                }
                Err(No::Said(_) | No::Expired | No::Fault(_)) => {}
            }
        }
        // What got lost on its way is asked again at the next poll.
        let lost = |result: &Result<Answer, No>| matches!(result, Err(No::Fault(_)));
        self.probed = self.probed || !found.values().any(lost);
        // With a module that was loaded meanwhile come its other actions.
        self.probed &= !loaded;
    }
}

/// Whether the session was over.
fn expired(found: &Found) -> bool {
    found.values().any(|result| matches!(result, Err(No::Expired)))
}

/// What a missing list means for the board.
pub(super) fn fault(label: &str, no: No) -> Fault {
    match no {
        No::Expired => Fault::Unauthorized(Text::from(format!("failed to {label}: the session is over"))),
        No::Denied(class) => Rights::denied(label, class),
        No::Said(words) => {
            Fault::Refused(Text::from(format!("failed to {label}: Asterisk said \"{words}\"")))
        }
        No::Fault(fault) => fault,
    }
}

/// The name by which faults call the list of `action`.
pub(super) fn label(action: &str) -> &'static str {
    LISTS.iter().find(|(name, _)| *name == action).map_or("ask Asterisk", |(_, label)| label)
}

/// Whether the classes of `rights` let the user see channels.
pub(super) fn sees_channels(rights: &Rights) -> bool {
    !rights.lacks(Class::Reporting)
}
