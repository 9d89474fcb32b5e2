//! The phones of the operators: where a vendor lists every phone it has, theirs are among the agents and are none.

use crate::domain::{Account, Agent, Feed, Snapshot, Text};

/// The operator of this board, and the phones that are no agents, by account.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnPhones {
    operator: Option<Text>,
    phones: Vec<(Account, Text)>,
}

impl OwnPhones {
    /// The phones of a configuration.
    pub(super) fn new(phones: Vec<(Account, Text)>, operator: Option<Text>) -> Self {
        Self { operator, phones }
    }

    /// Takes them out of the agents of `account`.
    pub(super) fn leave_out(&self, account: &Account, snapshot: &mut Snapshot) {
        if let Feed::Fresh { rows, .. } = &mut snapshot.agents {
            rows.retain(|agent| !self.phones.iter().any(|(of, phone)| of == account && is(agent, phone)));
        }
    }

    /// The operator whose phone `phone` is at `account`.
    pub(super) fn whose(&self, account: &Account, phone: &Text) -> Option<&Text> {
        let same = |own: &str| !bare(own).is_empty() && bare(own).eq_ignore_ascii_case(bare(phone));
        self.operator.as_ref().filter(|_| self.phones.iter().any(|(of, own)| of == account && same(own)))
    }
}

/// Whether `phone` is all that `agent` is. An agent without an extension is told by the id, which is one then.
fn is(agent: &Agent, phone: &Text) -> bool {
    let extension = agent.extension.as_deref().unwrap_or(agent.id.as_str());
    !bare(phone).is_empty() && bare(extension).eq_ignore_ascii_case(bare(phone))
}

/// A phone without what it is reached through: `200` of `PJSIP/200`, of `sip:200@pbx.example` and of `+200`.
fn bare(phone: &str) -> &str {
    let phone = phone.rsplit('/').next().unwrap_or(phone);
    let phone = phone.rsplit_once(':').map_or(phone, |(_, rest)| rest);
    phone.split('@').next().unwrap_or(phone).trim().trim_start_matches('+')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AgentId, AgentState};

    #[test]
    fn a_phone_is_the_same_however_it_is_reached() {
        let agent = |id: &str, extension: Option<&str>| Agent {
            extension: extension.map(Text::new),
            ..Agent::new(AgentId::from(id), Text::new("Dana"), AgentState::Ready)
        };
        for (phone, id, extension, own) in [
            ("PJSIP/200", "PJSIP/200", Some("200"), true),
            ("200", "PJSIP/200", None, true),
            ("sip:200@pbx.example", "7", Some("200"), true),
            ("SIP1000", "9", Some("sip1000"), true),
            ("+15550100", "ag1", Some("15550100"), true),
            ("107", "107", Some("107"), true),
            ("107", "107", Some("1070"), false),
            ("107", "107", Some("7"), false),
            ("200", "200", Some("201"), false),
            ("", "a1", Some(""), false),
        ] {
            assert_eq!(is(&agent(id, extension), &Text::new(phone)), own, "{phone} {id} {extension:?}");
        }
    }
}
