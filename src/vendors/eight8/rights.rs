//! What the account can do, and what it has turned out not to.

use std::borrow::Cow;

use super::config::{Config, Source};
use super::place;
use super::special;
use crate::domain::{Abilities, Action, At, Choice, Codes, Fault, QueueId, Target, Text, Verb};
use crate::vendor::Absent;

/// The most transaction codes that a call can be given at once (8x8 §5.2).
pub(super) const MOST_CODES: usize = 6;

const NO_TOKEN: &str = "actions need `calls_url`, `user` and `action_token`: they stand in 8x8 Configuration Manager under \
     Integration > API Token";
const NO_STREAM: &str =
    "it needs a call's id, which only the event stream tells: set `stream_url` and `stream_key`";
const NO_LISTENING: &str =
    "8x8 has no public interface for listening in: use the supervisor's controls in the 8x8 Agent Workspace";
const NO_CONTROL: &str = "8x8 has no public interface for it: the agent does it in the 8x8 Agent Workspace, or the supervisor there";
const NO_RECORDING: &str = "8x8's interface for pausing a recording is not public: the agent does it in the 8x8 Agent Workspace; \
     whether a call is recorded is shown";
const NO_CODES: &str = "no transaction codes are configured: 8x8 lists them nowhere, so set `transaction_codes` with the ids of \
     their lists and items";

const OLDER: &str =
    "the older statistics tell agents' logins, and actions need their ids: set `source = \"realtime\"`";

const NO_RIGHT: &str =
    "the Action Request Token has no right to this on this tenant: check `tenant` and `action_token`";

/// What acts with the Action Request Token.
const ACTIONS: [Verb; 5] = [Verb::HangUp, Verb::Dispose, Verb::Place, Verb::SetState, Verb::Special];

/// What has been learnt from answers.
#[derive(Debug, Default)]
pub(super) struct Rights {
    /// Why the token is good for nothing.
    token: Option<Text>,
    /// Why agents' states cannot be set.
    status: Option<Text>,
    denied: Absent<Verb>,
    /// Which of the vendor's own actions are denied.
    barred: Absent<Cow<'static, str>>,
}

impl Rights {
    /// What can be done; `queues` to place calls through.
    pub(super) fn abilities(&self, config: &Config, queues: &[(QueueId, Text)]) -> Abilities {
        let some = Abilities::new()
            .without(&[Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Leave], NO_LISTENING)
            .without(&[Verb::Hold, Verb::Park, Verb::Retrieve, Verb::Transfer, Verb::Requeue], NO_CONTROL)
            .without(&[Verb::Record], NO_RECORDING);
        if config.actions().is_none() {
            return some.without(&ACTIONS, NO_TOKEN);
        }
        if let Some(why) = &self.token {
            return some.without(&ACTIONS, why);
        }
        let (streamed, older) = (config.stream().is_some(), config.source == Source::Rtstats);
        let specials = special::all(config.call_data, streamed);
        let specials = specials
            .into_iter()
            .filter(|special| !older || special.target == Target::Call)
            .filter(|special| self.barred.why(&special.id).is_none());
        let some = some
            .seen(&[Verb::SetState])
            .without(&[Verb::Special], if older { OLDER } else { NO_RIGHT })
            .with(specials.collect());
        let some = if streamed {
            some.seen(&[Verb::HangUp, Verb::Place])
        } else {
            some.unseen(&[Verb::Place]).without(&[Verb::HangUp, Verb::Dispose], NO_STREAM)
        };
        let some = match (streamed, config.transaction_codes.is_empty()) {
            (true, true) => some.without(&[Verb::Dispose], NO_CODES),
            (true, false) => some.unseen(&[Verb::Dispose]).coded(codes(config)),
            (false, _) => some,
        };
        let some = some.asking(Verb::Place, place::fields(config, queues));
        let some = match &self.status {
            _ if older => some.without(&[Verb::SetState, Verb::Place], OLDER),
            Some(why) => some.without(&[Verb::SetState], why),
            None => some,
        };
        self.denied.iter().fold(some, |some, (verb, why)| some.without(&[*verb], why))
    }

    /// The agent status list came: the token works, and so does the feature.
    pub(super) fn proven(&mut self) {
        (self.token, self.status) = (None, None);
    }

    /// The tenant has no agent status interface.
    pub(super) fn without_status(&mut self, why: &Text) {
        self.token = None;
        self.status = Some(Text::from(format!(
            "the Agent Status interface is not switched on for this tenant ({why}): ask 8x8 to do that"
        )));
    }

    /// The agent status list failed: what that says about the token.
    pub(super) fn doubted(&mut self, fault: &Fault) {
        if matches!(fault, Fault::Unauthorized(_)) {
            self.token = Some(Text::new(
                "the Action Request Token was refused: check `user` and `action_token`; creating a new token in \
                 Configuration Manager ends the old one",
            ));
        } else if matches!(fault, Fault::Forbidden(_)) {
            self.status = Some(Text::new(
                "the Action Request Token has no right to agents' statuses on this tenant: check `tenant` and \
                 `action_token`",
            ));
        }
    }

    /// Lets be tried again at `now` what was refused long ago.
    pub(super) fn retry(&mut self, now: At) {
        self.denied.retry(now);
        self.barred.retry(now);
    }

    /// Learns from the `fault` of an action at `now`: a missing right will be missing for a while.
    pub(super) fn told(&mut self, action: &Action, fault: &Fault, now: At) {
        match (fault, action) {
            (Fault::Forbidden(_), Action::Special { special, .. }) => {
                self.barred.learn(special.id.clone(), NO_RIGHT, now);
            }
            (Fault::Forbidden(_), _) => {
                self.denied.learn(action.verb(), NO_RIGHT, now);
            }
            (_, _) => {}
        }
    }
}

fn codes(config: &Config) -> Codes {
    let choices = config
        .transaction_codes
        .iter()
        .map(|code| Choice::new(&format!("{}/{}", code.list, code.code), &code.label))
        .collect();
    Codes { choices, most: MOST_CODES, note: false }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::domain::{Ability, Entries};

    fn config() -> Config {
        toml::from_str(
            "tenant = 'acmecorp01'\nclient_id = 'i'\nclient_secret = 's'\ncalls_url = 'http://127.0.0.1:1'\n\
             user = 'u'\naction_token = 't'\nstream_url = 'ws://127.0.0.1:1'\nstream_key = 'k'",
        )
        .unwrap()
    }

    #[test]
    fn what_the_agents_list_says_of_the_token_holds_until_it_says_otherwise() {
        let (config, mut rights) = (config(), Rights::default());
        let offers = |rights: &Rights| {
            let all = rights.abilities(&config, &[]);
            (all.offers(Verb::HangUp), all.offers(Verb::SetState))
        };
        assert_eq!(offers(&rights), (true, true));
        rights.doubted(&Fault::Unauthorized("no".into()));
        assert_eq!(offers(&rights), (false, false));
        rights.doubted(&Fault::Slow("late".into()));
        assert_eq!(offers(&rights), (false, false));
        // An answer without the feature still took the token.
        rights.without_status(&"HTTP 403".into());
        assert_eq!(offers(&rights), (true, false));
        rights.proven();
        assert_eq!(offers(&rights), (true, true));
        rights.doubted(&Fault::Forbidden("no".into()));
        assert_eq!(offers(&rights), (true, false));
    }

    #[test]
    fn what_was_denied_is_tried_again_after_a_while() {
        let (config, mut rights, now) = (config(), Rights::default(), At::from_millis(0));
        let end = Arc::clone(&rights.abilities(&config, &[]).specials()[0]);
        let denied = Fault::Forbidden("no".into());
        rights.told(&Action::HangUp, &denied, now);
        rights.told(&Action::Special { special: Arc::clone(&end), with: Entries::default() }, &denied, now);
        for (minutes, offered) in [(4, false), (5, true)] {
            rights.retry(now + Duration::from_mins(minutes));
            let all = rights.abilities(&config, &[]);
            assert_eq!(all.of(Verb::HangUp) == Ability::Seen, offered, "{minutes}");
            assert_eq!(all.specials().iter().any(|special| special.id == end.id), offered, "{minutes}");
        }
    }
}
