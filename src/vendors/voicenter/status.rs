//! Agent statuses: their codes, and the names that an account may give them (voicenter §2.1).

use crate::domain::{AgentState, Choice, Text};

/// The documented statuses. The gaps are undocumented.
const DOCUMENTED: [(&str, &str); 9] = [
    ("1", "Login"),
    ("2", "Logout"),
    ("3", "Lunch"),
    ("5", "Administrative"),
    ("7", "Private"),
    ("9", "Other"),
    ("11", "Training"),
    ("12", "Team meeting"),
    ("13", "Brief"),
];
/// Somebody is logged in and on no break.
const LOGIN: &str = "1";
/// Nobody is logged in.
const LOGOUT: &str = "2";

/// The statuses by code, in the order to offer them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statuses(Vec<(String, Text)>);

impl Statuses {
    /// The documented ones.
    pub(super) fn documented() -> Self {
        Self(DOCUMENTED.iter().map(|(code, name)| ((*code).to_owned(), Text::new(name))).collect())
    }

    /// Those that the account lists; `None` for an empty list, which is how a wrong code is answered.
    pub(super) fn listed(statuses: Vec<(String, Text)>) -> Option<Self> {
        (!statuses.is_empty()).then_some(Self(statuses))
    }

    /// What can be chosen.
    pub(super) fn choices(&self) -> Vec<Choice> {
        self.0.iter().map(|(code, name)| Choice::new(code, name)).collect()
    }

    /// What an agent with no call does, and why, where the state alone does not tell.
    pub(super) fn idle(&self, code: Option<&str>, nobody: bool) -> (AgentState, Option<Text>) {
        let Some(code) = code else {
            let state = if nobody { AgentState::Offline } else { AgentState::Unknown("no status".into()) };
            return (state, None);
        };
        let reason = self.reason(code);
        let state = match code {
            LOGIN => AgentState::Ready,
            LOGOUT => AgentState::Offline,
            known if DOCUMENTED.iter().any(|(code, _)| *code == known) => AgentState::Paused,
            other => {
                let name = self.name(other).cloned();
                return (AgentState::Unknown(name.unwrap_or_else(|| unknown(other))), None);
            }
        };
        (state, reason)
    }

    /// The status in words, unless it is the plain login or logout, which the state says already.
    pub(super) fn reason(&self, code: &str) -> Option<Text> {
        let name = self.name(code)?;
        let plain = matches!(code, LOGIN | LOGOUT)
            && DOCUMENTED.iter().any(|(known, documented)| *known == code && **name == **documented);
        (!plain).then(|| name.clone())
    }

    fn name(&self, code: &str) -> Option<&Text> {
        self.0.iter().find(|(known, _)| known == code).map(|(_, name)| name)
    }
}

/// A number needs a noun; a word speaks for itself.
fn unknown(code: &str) -> Text {
    if code.parse::<i64>().is_ok() { Text::new(&format!("status {code}")) } else { Text::new(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_status_has_a_state() {
        let statuses = Statuses::documented();
        assert_eq!(statuses.idle(Some("1"), false), (AgentState::Ready, None));
        assert_eq!(statuses.idle(Some("2"), true), (AgentState::Offline, None));
        for (code, name) in [("3", "Lunch"), ("12", "Team meeting"), ("13", "Brief")] {
            assert_eq!(statuses.idle(Some(code), false), (AgentState::Paused, Some(name.into())));
        }
        assert_eq!(statuses.choices().len(), 9);
    }

    #[test]
    fn what_is_not_documented_is_shown_as_it_came() {
        let statuses = Statuses::documented();
        let unknown = |word: &str| (AgentState::Unknown(word.into()), None);
        assert_eq!(statuses.idle(Some("4"), false), unknown("status 4"));
        assert_eq!(statuses.idle(Some("Nap"), false), unknown("Nap"));
        assert_eq!(statuses.idle(None, false), unknown("no status"));
        assert_eq!(statuses.idle(None, true), (AgentState::Offline, None));
    }

    #[test]
    fn an_account_gives_its_own_names() {
        let names = [("1", "Available"), ("3", "Falafel"), ("6", "Night shift")];
        let names = names.map(|(code, name)| (code.to_owned(), name.into())).to_vec();
        let statuses = Statuses::listed(names).unwrap();
        assert_eq!(statuses.idle(Some("1"), false), (AgentState::Ready, Some("Available".into())));
        assert_eq!(statuses.idle(Some("3"), false), (AgentState::Paused, Some("Falafel".into())));
        assert_eq!(statuses.idle(Some("6"), false), (AgentState::Unknown("Night shift".into()), None));
        assert_eq!(statuses.idle(Some("9"), false), (AgentState::Paused, None));
        assert_eq!(Statuses::listed(Vec::new()), None);
    }
}
