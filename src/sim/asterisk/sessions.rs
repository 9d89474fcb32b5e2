//! Users and their rights (asterisk §8), and the sessions that a cookie names (§2).

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::super::http::Ask;

/// A class of actions, or of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    System,
    Call,
    Agent,
    Reporting,
    Originate,
}

impl Class {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Call => "call",
            Self::Agent => "agent",
            Self::Reporting => "reporting",
            Self::Originate => "originate",
        }
    }
}

/// Somebody who may log in.
#[derive(Debug)]
struct User {
    name: &'static str,
    secret: &'static str,
    /// Whether events of the classes call and agent may be read.
    reads: bool,
    write: &'static [Class],
}

/// Of the user in the configuration, who may do everything.
pub(super) const RECORDER_SECRET: &str = "record-sim-1";

const USERS: [User; 4] = [
    User { name: "viewer", secret: "view-sim-1", reads: true, write: &[Class::Reporting] },
    User {
        name: "supervisor",
        secret: "super-sim-1",
        reads: true,
        write: &[Class::Reporting, Class::Call, Class::Agent, Class::Originate],
    },
    User {
        name: "recorder",
        secret: RECORDER_SECRET,
        reads: true,
        write: &[Class::Reporting, Class::Call, Class::Agent, Class::Originate, Class::System],
    },
    User { name: "nobody", secret: "none-sim-1", reads: false, write: &[] },
];

/// How long an unused session lives.
const LIFE: Duration = Duration::from_mins(1);

/// Which events a session is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask {
    pub(super) call: bool,
    pub(super) agent: bool,
}

impl Mask {
    /// Reads `on`, `off` or a list of classes.
    pub(super) fn parse(text: &str) -> Self {
        let has = |class: &str| {
            text.split(',').map(str::trim).any(|word| {
                [class, "on", "all", "true", "yes", "1"].iter().any(|known| word.eq_ignore_ascii_case(known))
            })
        };
        Self { call: has("call"), agent: has("agent") }
    }

    pub(super) fn any(self) -> bool {
        self.call || self.agent
    }

    pub(super) fn takes(self, class: Class) -> bool {
        match class {
            Class::Call => self.call,
            Class::Agent => self.agent,
            Class::System | Class::Reporting | Class::Originate => false,
        }
    }
}

/// One login.
#[derive(Debug)]
pub(super) struct Session {
    user: &'static User,
    opened: Instant,
    used: Instant,
    mask: Mask,
    /// Events up to this number have been told, or concern nobody here.
    pub(super) heard: u64,
}

impl Session {
    /// Whether it has one of `classes`; an action without any is open to all.
    pub(super) fn may(&self, ask: &Ask, classes: &[Class]) -> bool {
        let lost = ask.trouble.word("without");
        let hit = classes.iter().any(|class| class.word() == lost);
        // Where that right was one of two ways, the class system is none any more.
        let has = |class: &Class| {
            self.user.write.contains(class) && class.word() != lost && !(hit && *class == Class::System)
        };
        classes.is_empty() || classes.iter().any(has)
    }

    pub(super) fn mask(&self) -> Mask {
        Mask { call: self.mask.call && self.user.reads, agent: self.mask.agent && self.user.reads }
    }

    pub(super) fn set_mask(&mut self, mask: Mask) {
        self.mask = mask;
    }
}

/// Every session, by its cookie.
#[derive(Debug)]
pub(super) struct Sessions {
    open: BTreeMap<String, Session>,
    rng: fastrand::Rng,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { open: BTreeMap::new(), rng: fastrand::Rng::with_seed(0x0a57_e715) }
    }
}

impl Sessions {
    /// A cookie that names nothing yet.
    pub(super) fn mint(&mut self) -> String {
        loop {
            let cookie = format!("{:08x}", self.rng.u32(..));
            if !self.open.contains_key(&cookie) {
                return cookie;
            }
        }
    }

    /// Opens a session and gives its cookie; `None` if the name and the secret do not belong together.
    pub(super) fn log_in(&mut self, name: &str, secret: &str, mask: Mask, heard: u64) -> Option<String> {
        let user = USERS.iter().find(|user| user.name == name && user.secret == secret)?;
        let (cookie, now) = (self.mint(), Instant::now());
        self.open.insert(cookie.clone(), Session { user, opened: now, used: now, mask, heard });
        Some(cookie)
    }

    pub(super) fn log_off(&mut self, cookie: &str) {
        self.open.remove(cookie);
    }

    /// The cookie of the request's session, if that still lives. To ask is to use it.
    pub(super) fn find(&mut self, ask: &Ask) -> Option<String> {
        let life = ask.trouble.span("session_life").unwrap_or(LIFE);
        let ended = ask.trouble.get("expired").map(|active| active.since);
        self.open.retain(|_, session| {
            session.used.elapsed() < life && ended.is_none_or(|ended| session.opened > ended)
        });
        let cookies = ask.header("cookie").unwrap_or_default().split(';');
        let mut ids = cookies.filter_map(|cookie| cookie.trim().strip_prefix("mansession_id="));
        let id = ids.next()?.trim_matches('"');
        self.get(id)?.used = Instant::now();
        Some(id.to_owned())
    }

    /// Counts an answer that took its time as use.
    pub(super) fn touch(&mut self, cookie: &str) {
        if let Some(session) = self.open.get_mut(cookie) {
            session.used = Instant::now();
        }
    }

    pub(super) fn get(&mut self, cookie: &str) -> Option<&mut Session> {
        self.open.get_mut(cookie)
    }
}
