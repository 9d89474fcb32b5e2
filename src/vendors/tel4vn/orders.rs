//! Orders: one acting request each, never repeated (tel4vn §5).

use serde_json::json;

use super::agents::{PAUSE, RESUME};
use super::answer::{Said, verdict};
use super::config::{Generation, Keeps};
use super::ears::Ear;
use super::look::{Party, Side, party};
use super::rights::{CAMPAIGN, CUSTOMER, HOTLINE, LOG_IN, PARTY};
use super::{Tel4vn, people};
use crate::domain::{
    Ability, Accepted, Action, Call, Choice, Entries, Fault, ListenMode, Special, Subject, Text,
};
use crate::messages::Order;
use crate::vendor::{Http, Request, Urgency, Vendor as _, number_to_call};

/// A request that acts.
pub(super) struct Act {
    pub(super) request: Request,
    /// Whose path it goes to.
    generation: Generation,
    /// The phone that it rings, for the vendor's complaints about it.
    phone: Option<String>,
}

/// What is looked at before a request acts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Look {
    /// Nothing.
    None,
    /// Whether this phone can be rung.
    Phone(String),
    /// Whether the call is what it was, and which leg is this party's.
    Legs(Party),
}

impl Tel4vn {
    /// Carries out `order`. What is looked at before is only read; then one request acts.
    ///
    /// An order that is refused with a 401 has certainly not been carried out, and might be sent again with a new
    /// token. It is not: "once at most" has no exceptions to remember, the reads before most orders renew a token that
    /// died, and whoever gave the order can give it again.
    pub(super) async fn carry(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        if let Ability::No(why) = self.abilities().of(order.action.verb()) {
            return Err(Fault::Refused(why));
        }
        let look = look_before(order)?;
        self.login.ensure(http, Urgency::Order).await?;
        let side = match look {
            Look::None => None,
            Look::Phone(phone) => self.look_at_phone(http, &phone).await.map(|()| None)?,
            Look::Legs(party) => Some(self.look_at_call(http, order, party).await?),
        };
        let Act { request, generation, phone } = self.act_of(order, side)?;
        let label = order.action.verb().word();
        let sent = self.desk(http).send(request.acting(), generation).await;
        let result = sent.and_then(|reply| verdict(reply, phone.as_deref()));
        self.remember(order, &result, http);
        match result {
            Ok(_) => Ok(Accepted { note: note(order) }),
            Err(Fault::Unauthorized(why)) => {
                self.login.drop_token();
                let more = "was not carried out: a new token is fetched, so give the order again";
                Err(Fault::Unauthorized(why.adding(&format!("the {label} {more}"))))
            }
            Err(fault) => {
                self.rights.told(order.action.verb(), &fault, http.now());
                Err(fault)
            }
        }
    }

    /// The one request of `order`. `side` is the leg that it names, if it names one.
    pub(super) fn act_of(&self, order: &Order, side: Option<Side>) -> Result<Act, Fault> {
        let plain = |request, generation| Ok(Act { request, generation, phone: None });
        match (&order.subject, &order.action) {
            (Subject::Call { seen, .. }, Action::Listen { mode, phone, .. }) => {
                let url = self.config.at_call(seen.id.as_str(), what(*mode));
                let request = Request::post(label(*mode), url).json(json!({"ext": phone.as_str()}));
                Ok(Act { request, generation: Generation::V1, phone: Some(phone.to_string()) })
            }
            (Subject::Call { seen, .. }, Action::Transfer { to, .. }) => {
                let (to, side) = (number_to_call(to)?, side.ok_or_else(unsided)?);
                let url = self.config.at_call(seen.id.as_str(), "transfer");
                let request = Request::post("transfer the call", url)
                    .json(json!({"ext": to.as_str(), "legs": side.word()}));
                Ok(Act { request, generation: Generation::V1, phone: Some(to) })
            }
            (Subject::Call { seen, .. }, Action::Park { .. }) => {
                let kept = side.ok_or_else(unsided)?;
                let named = match self.config.park_keeps {
                    Keeps::Named => kept,
                    Keeps::Other => kept.other(),
                };
                let url = self.config.at_call(seen.id.as_str(), "park");
                plain(Request::post("park the call", url).json(json!({"legs": named.word()})), Generation::V1)
            }
            (Subject::Agent { key, .. }, Action::Place { to, with }) => {
                Ok(self.place(key.id.as_str(), &number_to_call(to)?, with))
            }
            (Subject::Agent { key, .. }, Action::SetState(state)) => {
                plain(self.set_state(key.id.as_str(), state)?, Generation::V3)
            }
            (Subject::Agent { key, .. }, Action::Special { special, with }) => {
                plain(self.log_in(key.id.as_str(), special, with)?, Generation::V3)
            }
            (Subject::Call { .. } | Subject::Agent { .. }, action) => Err(impossible(action)),
        }
    }

    /// A GET that acts. The other form of it answers only once the agent has picked up, which no order waits for (tel4vn §5).
    fn place(&self, extension: &str, to: &str, with: &Entries) -> Act {
        let place = &self.config.place;
        let given = |key: &str, own: Option<&String>| {
            with.get(key)
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .or(own.map(String::as_str))
                .map(str::to_owned)
        };
        let options = [
            ("src_cid_name", place.src_cid_name.clone()),
            ("src_cid_number", place.src_cid_number.clone()),
            ("dest_cid_name", place.dest_cid_name.clone()),
            ("dest_cid_number", place.dest_cid_number.clone()),
            ("auto_answer", place.auto_answer.map(|on| on.to_string())),
            ("hotline", given(HOTLINE, place.hotline.as_ref())),
            ("customer_id", given(CUSTOMER, None)),
        ];
        let request = Request::get("place the call", self.config.at("/v1/click2call/async"))
            .query("ext", extension)
            .query("phone", to);
        let request = options.into_iter().fold(request, |request, (key, value)| match value {
            Some(value) => request.query(key, value),
            None => request,
        });
        Act { request, generation: Generation::V1, phone: Some(extension.to_owned()) }
    }

    fn set_state(&self, extension: &str, state: &Choice) -> Result<Request, Fault> {
        let (label, path) = match &*state.id {
            PAUSE => ("pause the agent", "/v3/agent/pause"),
            RESUME => ("resume the agent", "/v3/agent/resume"),
            _ => return Err(refused("TEL4VN knows two states: pause and resume")),
        };
        Ok(Request::post(label, self.config.at(path)).json(json!({"extension": extension})))
    }

    fn log_in(&self, extension: &str, special: &Special, with: &Entries) -> Result<Request, Fault> {
        if special.id != LOG_IN {
            return Err(refused("TEL4VN has no such action"));
        }
        let campaign = with.get(CAMPAIGN).map(str::trim).filter(|id| !id.is_empty());
        let campaign = campaign.ok_or_else(|| refused("say which campaign: its uuid"))?;
        let request = Request::post("log the agent in", self.config.at("/v3/agent/login"));
        Ok(request.json(json!({"campaign_uuid": campaign, "extension": extension})))
    }

    /// The campaigns that agents are in now.
    pub(super) fn campaigns(&self) -> Vec<String> {
        let live = self.live.last();
        let mut all: Vec<String> =
            live.into_iter().flatten().filter_map(|agent: &people::Live| agent.campaign.clone()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Remembers a phone that was put on a call, or may have been, to know its row again.
    fn remember(&mut self, order: &Order, result: &Result<Said, Fault>, http: &Http) {
        let (Subject::Call { seen, .. }, Action::Listen { phone, .. }) = (&order.subject, &order.action)
        else {
            return;
        };
        let named = match result {
            Ok(said) => said.call.clone(),
            Err(Fault::Unanswered(_)) => None,
            Err(_) => return,
        };
        let ends = self.ends.get(&seen.id);
        let ends = ends.into_iter().flat_map(|ends| [ends.source.clone(), ends.destination.clone()]);
        let more = [
            seen.caller.number.as_deref(),
            seen.dialled.as_deref(),
            seen.agent.as_ref().map(crate::domain::AgentId::as_str),
            Some(seen.id.as_str()),
        ];
        self.ears.put(Ear {
            call: seen.id.clone(),
            phone: phone.clone(),
            since: http.now(),
            ends: ends.chain(more.into_iter().flatten().map(str::to_owned)).collect(),
            before: self.listed.clone(),
            named: named.filter(|call| call != seen.id.as_str()),
            leg: None,
        });
    }
}

/// What an operator should know beside the vendor's yes, which means that a phone is being rung (tel4vn §5).
fn note(order: &Order) -> Option<Text> {
    match &order.action {
        Action::Listen { phone, .. } => {
            Some(Text::new(&format!("phone {phone} rings: answer it to listen, and hang it up to end")))
        }
        Action::Park { .. } => {
            Some("the side you kept is cut off in ten seconds: transfer (T) it by then".into())
        }
        Action::Special { .. } => Some("the agent begins paused".into()),
        Action::Leave { .. }
        | Action::HangUp
        | Action::Record(_)
        | Action::Hold(_)
        | Action::Retrieve { .. }
        | Action::Transfer { .. }
        | Action::Requeue { .. }
        | Action::Dispose { .. }
        | Action::Place { .. }
        | Action::SetState(_) => None,
    }
}

/// What has to be looked at before `order`, or why it cannot be given.
fn look_before(order: &Order) -> Result<Look, Fault> {
    match (&order.subject, &order.action) {
        (Subject::Call { .. }, Action::Listen { from: Some(_), .. }) => Err(refused(
            "TEL4VN cannot change how you listen on the way: hang up your phone, then begin anew",
        )),
        (Subject::Call { seen, .. }, Action::Listen { phone, .. }) => {
            fit(seen, phone)?;
            Ok(Look::Phone(phone.to_string()))
        }
        (Subject::Call { .. }, Action::Transfer { to, with }) => {
            number_to_call(to)?;
            Ok(Look::Legs(
                party(with, PARTY).ok_or_else(|| refused("say who is moved: the customer or the agent"))?,
            ))
        }
        (Subject::Call { .. }, Action::Park { with }) => Ok(Look::Legs(
            party(with, PARTY).ok_or_else(|| refused("say who is kept: the customer or the agent"))?,
        )),
        (Subject::Agent { .. }, Action::Place { .. } | Action::SetState(_) | Action::Special { .. }) => {
            Ok(Look::None)
        }
        (Subject::Call { .. } | Subject::Agent { .. }, action) => Err(impossible(action)),
    }
}

/// Whether `phone` can listen to the call: the agent's own is on it already (tel4vn §7).
fn fit(seen: &Call, phone: &Text) -> Result<(), Fault> {
    if phone.is_empty() {
        return Err(refused("no phone of yours is known: it is the one that is rung"));
    }
    if seen.agent.as_ref().is_some_and(|agent| super::legs::same(agent.as_str(), phone)) {
        let why = format!("phone {phone} is the agent's own: set your extension in [operator.phones]");
        return Err(refused(&why));
    }
    Ok(())
}

fn what(mode: ListenMode) -> &'static str {
    match mode {
        ListenMode::Monitor => "listen",
        ListenMode::Whisper => "whisper",
        ListenMode::Barge => "barge",
    }
}

fn label(mode: ListenMode) -> &'static str {
    match mode {
        ListenMode::Monitor => "listen to the call",
        ListenMode::Whisper => "whisper on the call",
        ListenMode::Barge => "barge into the call",
    }
}

fn unsided() -> Fault {
    refused("it could not be told which side of the call is whose")
}

fn impossible(action: &Action) -> Fault {
    refused(&format!("TEL4VN cannot do that here: {}", action.words()))
}

/// A refusal of our own.
pub(super) fn refused(why: &str) -> Fault {
    Fault::Refused(Text::new(why))
}
