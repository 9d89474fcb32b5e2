//! A server's lists, as a test says that they are.

use super::*;

/// What a server says to an account with these settings, having been heard to say `facts`.
pub(super) struct Given {
    settings: String,
    lists: Vec<(&'static str, Vec<u8>)>,
    facts: Facts,
}

/// A server on which nothing is going on: what a test does not name was not asked for.
pub(super) fn given(settings: &str) -> Given {
    Given { settings: settings.to_owned(), lists: Vec::new(), facts: Facts::default() }
}

/// The recorded server.
pub(super) fn recorded(settings: &str) -> Given {
    everything().into_iter().fold(given(settings), |all, (action, body)| all.list(action, body.to_vec()))
}

impl Given {
    /// With the answer `body` to `action`.
    pub(super) fn list(mut self, action: &'static str, body: Vec<u8>) -> Self {
        self.lists.retain(|(known, _)| *known != action);
        self.lists.push((action, body));
        self
    }

    /// With these channels, as [`leg`] spells them.
    pub(super) fn legs(self, legs: &[String]) -> Self {
        let legs: Vec<&str> = legs.iter().map(String::as_str).collect();
        self.list("CoreShowChannels", channels(&legs))
    }

    /// With these members, who are not paused and in the queue `sales` where they name no other.
    pub(super) fn members(self, members: &[&str]) -> Self {
        let in_queue = |member: &&str| {
            let queue = if member.contains("Queue: ") { "" } else { "Queue: sales\n" };
            format!("{queue}Paused: 0\n{member}")
        };
        let members: Vec<String> = members.iter().map(in_queue).collect();
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        self.list("QueueStatus", listed("QueueMember", &members))
    }

    /// With these devices and their states.
    pub(super) fn devices(self, devices: &[(&str, &str)]) -> Self {
        let devices: Vec<String> =
            devices.iter().map(|(device, state)| format!("Device: {device}\nState: {state}")).collect();
        let devices: Vec<&str> = devices.iter().map(String::as_str).collect();
        self.list("DeviceStateList", listed("DeviceStateChange", &devices))
    }

    /// With these extensions, their contexts and hints.
    pub(super) fn hints(self, hints: &[(&str, &str, &str)]) -> Self {
        let one = |(extension, context, hint): &(&str, &str, &str)| {
            format!("Exten: {extension}\nContext: {context}\nHint: {hint}\nStatus: 0\nStatusText: Idle")
        };
        let hints: Vec<String> = hints.iter().map(one).collect();
        let hints: Vec<&str> = hints.iter().map(String::as_str).collect();
        self.list("ExtensionStateList", listed("ExtensionStatus", &hints))
    }

    /// Of which this was heard.
    pub(super) fn heard(mut self, facts: &Facts) -> Self {
        self.facts = facts.clone();
        self
    }

    /// What a new account makes of it.
    pub(super) fn seen(&self) -> Snapshot {
        self.account().1
    }

    /// The new account too.
    pub(super) fn account(&self) -> (Asterisk, Snapshot) {
        let mut vendor = asterisk(&self.settings);
        let snapshot = self.again(&mut vendor);
        (vendor, snapshot)
    }

    /// What `vendor`, which has polled before, makes of it.
    pub(super) fn again(&self, vendor: &mut Asterisk) -> Snapshot {
        let lists: Vec<(&'static str, &[u8])> =
            self.lists.iter().map(|(action, body)| (*action, body.as_slice())).collect();
        polled(vendor, &lists, &self.facts)
    }
}
